/** One message of the PostgreSQL protocol. */
export interface PostgresMessage {
  /** The type byte as a character; empty for the first message of a client, which has none. */
  readonly type: string;
  /** All of it, with type and length. */
  readonly bytes: Buffer;
}

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/** Cuts one direction of a connection into messages (protocol 3.0; PostgreSQL manual, "Message Formats"). */
export class MessageCutter {
  private rest: Buffer = Buffer.alloc(0);

  /** @param untyped whether the first message has no type byte: a client's start-up message. */
  constructor(private untyped: boolean) {}

  *feed(data: Buffer): Generator<PostgresMessage, void> {
    this.rest = this.rest.length === 0 ? data : Buffer.concat([this.rest, data]);
    for (;;) {
      const typeBytes = this.untyped ? 0 : TYPE_BYTES;
      if (this.rest.length < typeBytes + LENGTH_BYTES) return;
      const size = typeBytes + this.rest.readInt32BE(typeBytes);
      if (this.rest.length < size) return;
      const bytes = this.rest.subarray(0, size);
      this.rest = this.rest.subarray(size);
      this.untyped = false;
      yield { type: typeBytes === 0 ? '' : String.fromCharCode(bytes[0]!), bytes };
    }
  }
}

/** Text of a simple query, or the tag of a finished command; empty for other messages. */
export function textOf({ type, bytes }: PostgresMessage): string {
  if (type !== 'Q' && type !== 'C') return '';
  return bytes.toString('utf8', TYPE_BYTES + LENGTH_BYTES, bytes.length - 1);
}
