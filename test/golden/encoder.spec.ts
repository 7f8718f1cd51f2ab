import { Encoder } from '../../src/classification/bert/encoder';
import { modelPaths } from '../../src/classification/bert/classifier-model';
import { projectRoot } from '../../src/core/project';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WordPiece } from '../../src/classification/bert/word-piece';
import golden from './encoder.json';

const ENCODER = modelPaths.encoder(join(projectRoot(), 'models'));
/** The golden texts were not cut. */
const MAX_TOKENS = 256;

describe('the shipped encoder', () => {
  const tokenizer = WordPiece.fromVocabulary(readFileSync(join(ENCODER, 'vocab.txt'), 'utf8'));
  const encoder = new Encoder({ folder: ENCODER, maxTokens: MAX_TOKENS });

  beforeAll(() => encoder.start());
  afterAll(() => encoder.close());

  it.each(golden)('gives the golden ids: $text', ({ text, ids }) => {
    expect(tokenizer.encode(text, MAX_TOKENS)).toEqual(ids);
  });

  it.each(golden)('gives the golden embedding: $text', async ({ text, embedding }) => {
    const [vector] = await encoder.encode([text]);
    // 8-bit arithmetic may round differently on another CPU.
    embedding.forEach((expected, i) => {
      expect(Math.abs((vector?.[i] ?? NaN) - expected)).toBeLessThan(0.01);
    });
  });
});
