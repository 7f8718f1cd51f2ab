/** Kinds of request, as the protocol names and numbers them. */
export const API_KEYS = {
  Produce: 0,
  Fetch: 1,
  ListOffsets: 2,
  Metadata: 3,
  OffsetCommit: 8,
  OffsetFetch: 9,
  FindCoordinator: 10,
  JoinGroup: 11,
  Heartbeat: 12,
  LeaveGroup: 13,
  SyncGroup: 14,
  InitProducerId: 22,
} as const;

export type ApiName = keyof typeof API_KEYS;

const SIZE_BYTES = 4;

/**
 * Cuts a Kafka connection into its messages: int32 size, then that many bytes. Each frame keeps its size in front.
 * Waits for the consumer of a frame before it reads on, so that a slow one slows the sender down.
 */
export async function* readFrames(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted = SIZE_BYTES;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    while (length >= wanted) {
      const bytes = Buffer.concat(chunks);
      const size = SIZE_BYTES + bytes.readInt32BE(0);
      const whole = length >= size;
      if (whole) yield bytes.subarray(0, size);
      const rest = whole ? bytes.subarray(size) : bytes;
      chunks = [rest];
      length = rest.length;
      wanted = whole ? SIZE_BYTES : size;
    }
  }
}

/** What a message is about. */
export interface ApiCall {
  readonly apiKey: number;
  readonly apiVersion: number;
}

/** A request begins with int16 api key, int16 api version, int32 correlation id. */
export function requestHeader(frame: Buffer): { readonly call: ApiCall; readonly correlationId: number } {
  return {
    call: { apiKey: frame.readInt16BE(SIZE_BYTES), apiVersion: frame.readInt16BE(SIZE_BYTES + 2) },
    correlationId: frame.readInt32BE(SIZE_BYTES + 4),
  };
}

/** A response begins with the correlation id of its request, and says nothing of its kind. */
export function responseCorrelationId(frame: Buffer): number {
  return frame.readInt32BE(SIZE_BYTES);
}
