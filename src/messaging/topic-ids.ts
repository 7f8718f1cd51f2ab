import type { Admin, PartitionMetadata } from 'kafkajs';
import Decoder from 'kafkajs/src/protocol/decoder';
import Encoder from 'kafkajs/src/protocol/encoder';
import metadata, { type MetadataOptions } from 'kafkajs/src/protocol/requests/metadata';

/** The first version of the request in which brokers name the ids of topics: Kafka 2.8. */
const VERSION = 10;
const NEWEST_OF_KAFKAJS = 6;
const ID_BYTES = 16;
const NO_ID = Buffer.alloc(ID_BYTES);
/** "No tagged fields" follows every structure of this version. */
const NO_TAGS = 0;

interface PartitionWithTopicId extends PartitionMetadata {
  readonly topicId?: string | null;
}

const stock = metadata.protocol;

/**
 * Teaches kafkajs to ask for the metadata of topics in the version that tells their ids. kafkajs drops what it does not
 * know of a topic but passes partitions on as they are, so the id rides on these. May be called again.
 */
export function registerTopicIds(): void {
  const version = String(VERSION);
  if (metadata.versions.includes(version)) return;
  metadata.versions = [...metadata.versions, version];
  metadata.protocol = (choice) => (options) => {
    if (choice.version < VERSION) return stock({ version: Math.min(choice.version, NEWEST_OF_KAFKAJS) })(options);
    const { request, response } = stock({ version: NEWEST_OF_KAFKAJS })(options);
    return {
      request: { ...request, apiVersion: VERSION, encode: () => Promise.resolve(encode(options)) },
      response: { decode: (bytes) => Promise.resolve(decode(bytes)), parse: response.parse },
    };
  };
}

/**
 * The id that the broker gave this topic when it was made: another one under the same name is another topic.
 * Null when the brokers are too old to know.
 */
export async function topicIdOf(admin: Admin, topic: string): Promise<string | null> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions: readonly PartitionWithTopicId[] | undefined = topics.find(({ name }) => name === topic)?.partitions;
  return partitions?.[0]?.topicId ?? null;
}

/** https://kafka.apache.org/protocol.html#The_Messages_Metadata */
function encode({ topics, allowAutoTopicCreation = true }: MetadataOptions): Encoder {
  // Headers of this version end with tagged fields, which kafkajs's own header does not have.
  const body = new Encoder().writeUVarInt(NO_TAGS);
  body.writeUVarInt(topics.length === 0 ? 0 : topics.length + 1);
  for (const topic of topics) body.writeBuffer(NO_ID).writeUVarIntString(topic).writeUVarInt(NO_TAGS);
  return body.writeBoolean(allowAutoTopicCreation).writeBoolean(false).writeBoolean(false).writeUVarInt(NO_TAGS);
}

function decode(bytes: Buffer) {
  const decoder = new Decoder(bytes);
  decoder.readTaggedFields();
  return {
    // Since version 6 the broker has waited by itself when it throttles.
    throttleTime: 0,
    clientSideThrottleTime: decoder.readInt32(),
    brokers: arrayOf(decoder, brokerOf),
    clusterId: decoder.readUVarIntString(),
    controllerId: decoder.readInt32(),
    topicMetadata: arrayOf(decoder, topicOf),
  };
}

function brokerOf(decoder: Decoder) {
  const broker = {
    nodeId: decoder.readInt32(),
    host: decoder.readUVarIntString(),
    port: decoder.readInt32(),
    rack: decoder.readUVarIntString(),
  };
  decoder.readTaggedFields();
  return broker;
}

function topicOf(decoder: Decoder) {
  const topicErrorCode = decoder.readInt16();
  const topic = decoder.readUVarIntString();
  const id = decoder.readBytes(ID_BYTES);
  const isInternal = decoder.readBoolean();
  const topicId = id.equals(NO_ID) ? null : id.toString('hex');
  const partitionMetadata = arrayOf(decoder, (of) => ({ ...partitionOf(of), topicId }));
  decoder.readInt32(); // operations that we are allowed: not asked for
  decoder.readTaggedFields();
  return { topicErrorCode, topic, isInternal, partitionMetadata };
}

function partitionOf(decoder: Decoder) {
  const partition = {
    partitionErrorCode: decoder.readInt16(),
    partitionId: decoder.readInt32(),
    leader: decoder.readInt32(),
    leaderEpoch: decoder.readInt32(),
    replicas: arrayOf(decoder, idOf),
    isr: arrayOf(decoder, idOf),
    offlineReplicas: arrayOf(decoder, idOf),
  };
  decoder.readTaggedFields();
  return partition;
}

function idOf(decoder: Decoder): number {
  return decoder.readInt32();
}

function arrayOf<T>(decoder: Decoder, read: (decoder: Decoder) => T): T[] {
  return decoder.readUVarIntArray(read) ?? [];
}
