export interface HttpCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for none. */
  readonly body: string | null;
  /** Two of these calls do no more than one: when the answer is lost, it can be made again. */
  readonly idempotent: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** What was read of it. */
  readonly body: string;
}
