/** Parts of kafkajs that its own entry does not name; the version is pinned, and a test compares the bytes. */
declare module 'kafkajs/src/protocol/encoder' {
  class Encoder {
    constructor(initialSize?: number);
    readonly buffer: Buffer;
    writeInt8(value: number): this;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeString(value: string | null): this;
    writeBytes(value: Buffer): this;
    writeBoolean(value: boolean): this;
    writeUVarInt(value: number): this;
    writeUVarIntString(value: string | null): this;
    writeBuffer(value: Buffer): this;
  }
  export = Encoder;
}

declare module 'kafkajs/src/protocol/decoder' {
  class Decoder {
    constructor(bytes: Buffer);
    readInt16(): number;
    readInt32(): number;
    readBoolean(): boolean;
    readBytes(length: number): Buffer;
    readUVarIntString(): string | null;
    /** Null for a null array. */
    readUVarIntArray<T>(read: (decoder: Decoder) => T): T[] | null;
    readTaggedFields(): unknown;
  }
  export = Decoder;
}

declare module 'kafkajs/src/protocol/requests/metadata' {
  import type Encoder from 'kafkajs/src/protocol/encoder';

  namespace metadata {
    interface MetadataOptions {
      /** Empty for all topics. */
      readonly topics: readonly string[];
      readonly allowAutoTopicCreation?: boolean;
    }

    interface MetadataExchange {
      readonly request: {
        readonly apiKey: number;
        readonly apiVersion: number;
        readonly apiName: string;
        readonly encode: () => Promise<Encoder>;
      };
      readonly response: {
        readonly decode: (bytes: Buffer) => Promise<unknown>;
        /** Throws what the answer says is wrong. */
        readonly parse: (answer: never) => Promise<unknown>;
      };
    }
  }

  const metadata: {
    versions: string[];
    protocol: (choice: {
      readonly version: number;
    }) => (options: metadata.MetadataOptions) => metadata.MetadataExchange;
  };
  export = metadata;
}

declare module 'kafkajs/src/protocol/recordBatch/crc32C' {
  function crc32C(bytes: Buffer): number;
  export = crc32C;
}

declare module 'kafkajs/src/protocol/requests/produce' {
  import type { CompressionTypes } from 'kafkajs';
  import type Encoder from 'kafkajs/src/protocol/encoder';

  namespace produce {
    interface ProduceOptions {
      readonly acks: number;
      readonly timeout: number;
      readonly compression: CompressionTypes;
      readonly topicData: readonly {
        readonly topic: string;
        readonly partitions: readonly { readonly partition: number; readonly messages: readonly unknown[] }[];
      }[];
    }

    interface ProduceExchange {
      readonly request: {
        readonly apiKey: number;
        readonly apiVersion: number;
        readonly apiName: string;
        readonly expectResponse: () => boolean;
        readonly encode: () => Promise<Encoder>;
      };
      readonly response: unknown;
    }
  }

  const produce: {
    protocol: (choice: { readonly version: number }) => (options: produce.ProduceOptions) => produce.ProduceExchange;
  };
  export = produce;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0' {
  interface RecordFields {
    readonly offsetDelta: number;
    readonly key: Buffer | null;
    readonly value: Buffer | string | null;
    readonly headers: Readonly<Record<string, Buffer | string>>;
  }
  function encodeRecord(record: RecordFields): { readonly buffer: Buffer };
  export = encodeRecord;
}
