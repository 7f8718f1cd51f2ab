import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { readModelJson, readVerified, sha256Schema } from './model-file';
import { WordPiece } from './word-piece';

const fileSchema = z.object({ file: z.string(), sha256: sha256Schema });

/** `manifest.json` of an encoder folder. */
const encoderManifestSchema = z.object({
  name: z.string(),
  /** Length of an embedding. */
  dimensions: z.int().positive(),
  /** Longest sequence the graph takes, [CLS] and [SEP] included. */
  maxTokens: z.int().positive(),
  model: fileSchema,
  vocabulary: fileSchema,
});

/** Most texts in one run; a larger batch gains nothing on a CPU and holds the thread longer. */
const MAX_BATCH = 8;

/**
 * A sentence encoder in ONNX: texts in, embeddings of length 1 out. `session.run` blocks its thread for
 * milliseconds, so this class lives in the encoder's worker thread only.
 */
export class SentenceModel {
  private constructor(
    private readonly session: InferenceSession,
    private readonly tokenizer: WordPiece,
    private readonly maxTokens: number,
    readonly dimensions: number,
    /** SHA-256 of the model file: heads fit only the encoder they were trained on. */
    readonly hash: string,
  ) {}

  /**
   * Loads an encoder folder and runs it once, so that the first real text does not pay for the warm-up.
   * @param maxTokens where texts are cut, [CLS] and [SEP] included
   * @throws ModelFileError when a file is missing, broken or half written
   */
  static async load(folder: string, maxTokens: number): Promise<SentenceModel> {
    const manifest = readModelJson(join(folder, 'manifest.json'), encoderManifestSchema);
    const { model, vocabulary } = manifest;
    const tokenizer = WordPiece.fromVocabulary(
      readVerified(join(folder, vocabulary.file), vocabulary.sha256).toString('utf8'),
    );
    const session = await InferenceSession.create(readVerified(join(folder, model.file), model.sha256), {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    });
    const limit = Math.min(maxTokens, manifest.maxTokens);
    const loaded = new SentenceModel(session, tokenizer, limit, manifest.dimensions, model.sha256);
    await loaded.embed(['warm-up']);
    return loaded;
  }

  /** Embeddings one after another in one array: text `i` is at `[i * dimensions, (i + 1) * dimensions)`. */
  async embed(texts: readonly string[]): Promise<Float32Array> {
    const sequences = texts.map((text) => this.tokenizer.encode(text, this.maxTokens));
    const out = new Float32Array(texts.length * this.dimensions);
    for (const batch of equalLengthBatches(sequences)) {
      const vectors = await this.run(batch.map((index) => sequences[index] ?? []));
      batch.forEach((index, row) => {
        out.set(vectors.subarray(row * this.dimensions, (row + 1) * this.dimensions), index * this.dimensions);
      });
    }
    return out;
  }

  async close(): Promise<void> {
    await this.session.release();
  }

  /** One run over sequences of the same length. */
  private async run(sequences: readonly (readonly number[])[]): Promise<Float32Array> {
    const ids = BigInt64Array.from(sequences.flat(), BigInt);
    const shape = [sequences.length, ids.length / sequences.length];
    const outputs = await this.session.run({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
    });
    const vectors = outputs['sentence_embedding']?.data;
    if (!(vectors instanceof Float32Array)) throw new Error('the model has no float output "sentence_embedding"');
    return vectors;
  }
}

/** Groups sequences of exactly the same length: padding would be computed like text and thrown away. */
function equalLengthBatches(sequences: readonly (readonly number[])[]): number[][] {
  const batches: number[][] = [];
  const open = new Map<number, number[]>();
  sequences.forEach((sequence, index) => {
    let batch = open.get(sequence.length);
    if (batch === undefined || batch.length >= MAX_BATCH) {
      batch = [];
      open.set(sequence.length, batch);
      batches.push(batch);
    }
    batch.push(index);
  });
  return batches;
}
