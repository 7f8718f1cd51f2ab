import type { CompressionTypes } from 'kafkajs';
import Encoder from 'kafkajs/src/protocol/encoder';
import crc32C from 'kafkajs/src/protocol/recordBatch/crc32C';
import produce, { type ProduceOptions } from 'kafkajs/src/protocol/requests/produce';
import { compress } from './codecs';
import { PackedRecords } from './packed-records';

/** Bytes of a batch before its records, and of those, the ones that its checksum does not cover. */
const HEADER_BYTES = 61;
const UNCHECKED_BYTES = 21;
/** Bytes of a batch that its length does not count: offset and length. */
const UNCOUNTED_BYTES = 12;
/** Version of Kafka's message format. */
const MAGIC = 2;
/** Version of the request from which on it carries that format. */
const FIRST_VERSION = 3;
/** What a producer without idempotence says of itself. */
const NOBODY = -1;

const stock = produce.protocol;

/**
 * Teaches kafkajs to send {@link PackedRecords}: leaders, repeats, connections and logins stay its own, only the bytes
 * of such a request are made here. May be called again.
 */
export function registerPackedRecords(): void {
  produce.protocol = (choice) => (options) => {
    const exchange = stock(choice)(options);
    if (!isPacked(options) || choice.version < FIRST_VERSION) return exchange;
    return { ...exchange, request: { ...exchange.request, encode: () => encode(options) } };
  };
}

function isPacked({ topicData }: ProduceOptions): boolean {
  return topicData.some(({ partitions }) =>
    partitions.some(({ messages }) => messages.some((message) => message instanceof PackedRecords)),
  );
}

/** The body of a Produce request: https://kafka.apache.org/protocol.html#The_Messages_Produce */
async function encode({ acks, timeout, compression, topicData }: ProduceOptions): Promise<Encoder> {
  const body = new Encoder().writeString(null).writeInt16(acks).writeInt32(timeout).writeInt32(topicData.length);
  for (const { topic, partitions } of topicData) {
    body.writeString(topic).writeInt32(partitions.length);
    for (const { partition, messages } of partitions) {
      const batches = await Promise.all(messages.map((message) => recordBatch(message, compression)));
      body.writeInt32(partition).writeBytes(Buffer.concat(batches));
    }
  }
  return body;
}

/** https://kafka.apache.org/documentation/#recordbatch */
async function recordBatch(message: unknown, compression: CompressionTypes): Promise<Buffer> {
  if (!(message instanceof PackedRecords)) throw new Error('packed and single records cannot be sent together');
  const records = await compress(compression, message.value);
  const batch = Buffer.allocUnsafe(HEADER_BYTES + records.length);
  const now = BigInt(Date.now());
  batch.writeBigInt64BE(0n, 0); // offset of the first record: the broker sets it
  batch.writeInt32BE(batch.length - UNCOUNTED_BYTES, 8);
  batch.writeInt32BE(0, 12); // epoch of the leader: the broker sets it
  batch.writeInt8(MAGIC, 16);
  batch.writeInt16BE(compression, 21); // attributes: codec, time by the producer, no transaction
  batch.writeInt32BE(message.count - 1, 23); // offset of the last record behind the first one's
  batch.writeBigInt64BE(now, 27); // time of the first record
  batch.writeBigInt64BE(now, 35); // latest time
  batch.writeBigInt64BE(BigInt(NOBODY), 43);
  batch.writeInt16BE(NOBODY, 51);
  batch.writeInt32BE(NOBODY, 53);
  batch.writeInt32BE(message.count, 57);
  records.copy(batch, HEADER_BYTES);
  batch.writeUInt32BE(crc32C(batch.subarray(UNCHECKED_BYTES)), 17);
  return batch;
}
