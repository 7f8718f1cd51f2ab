/** What the worker thread is started with. */
export interface EncoderWorkerData {
  /** Encoder folder: manifest, model and vocabulary. */
  readonly folder: string;
  /** Where texts are cut, [CLS] and [SEP] included. */
  readonly maxTokens: number;
}

/** What a loaded encoder is. */
export interface EncoderInfo {
  /** Length of an embedding. */
  readonly dimensions: number;
  /** SHA-256 of the model file. */
  readonly hash: string;
}

/** Strings go in and one buffer comes back (transferred): anything richer costs more to copy than to make. */
export type ToEncoder = { readonly kind: 'encode'; readonly texts: readonly string[] } | { readonly kind: 'close' };

/** `ready` or `refused` once, then one answer an `encode`, in the order of the requests. */
export type FromEncoder =
  | ({ readonly kind: 'ready' } & EncoderInfo)
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'encoded'; readonly vectors: Float32Array }
  | { readonly kind: 'failed'; readonly detail: string };
