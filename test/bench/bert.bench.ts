import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { LiveModels } from '../../src/classification/bert/live-models';
import { WordPiece } from '../../src/classification/bert/word-piece';
import { shippedSuggestions } from '../support/suggestions';
import { openEntries, openLogs, type Batch } from '../../src/pipeline/step';
import { templateStep } from '../../src/pipeline/steps/template.step';
import { TemplateBook } from '../../src/pipeline/template-book';
import { rawLine } from '../../src/core/record';
import { newTemplate } from './lines';
import { number, type Row } from './table';

const TEMPLATES = 1_500;
const NAIVE_TEMPLATES = 200;

/** Lines that no cache knows: one model call each, and how long this thread stands still meanwhile. */
export async function bertBench(): Promise<Row[]> {
  const started = performance.now();
  const strategy = await LiveModels.open({
    folder: 'models',
    templateCache: TEMPLATES,
    suggest: shippedSuggestions().suggest,
    onError: console.error,
  });
  const startSeconds = (performance.now() - started) / 1000;
  const raws = Array.from({ length: TEMPLATES }, (_, i) => rawLine(newTemplate(i), 'bench'));
  const entries = openEntries(raws, Date.now(), 65_536);
  const batch: Batch = { origin: 'bench', entries, recordsOf: null, keep: 'all', checkpoint: null };
  await templateStep(new TemplateBook(null))(batch);

  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  const verdicts = await strategy.classify(openLogs(batch));
  const rate = TEMPLATES / ((performance.now() - begun) / 1000);
  delay.disable();
  await strategy.close();
  if (verdicts.includes(null)) throw new Error('the model left lines open');

  const naive = await naiveRate();
  return [
    ['BERT, every line a new template, one core', `${number(rate)} lines/s`, '≥ 250 lines/s'],
    ['  longest time the event loop stood still', `${number(delay.max / 1e6)} ms`, '≤ 20 ms'],
    ['naive: session.run in the main thread, padded to 128', `${number(naive.rate)} lines/s`, ''],
    ['  longest time the event loop stood still', `${number(naive.blockedMs)} ms`, ''],
    ['  ratio', `${number(rate / naive.rate)} ×`, ''],
    ['model start', `${startSeconds.toFixed(2)} s`, ''],
  ];
}

/** The way examples do it: a fixed length, and the model in the thread that serves requests. */
async function naiveRate(): Promise<{ rate: number; blockedMs: number }> {
  const session = await InferenceSession.create('models/encoder/model_int8.onnx', { intraOpNumThreads: 1 });
  const tokenizer = WordPiece.fromVocabulary(readFileSync('models/encoder/vocab.txt', 'utf8'));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const begun = performance.now();
  for (let i = 0; i < NAIVE_TEMPLATES; i++) {
    const ids = new BigInt64Array(128);
    const mask = new BigInt64Array(128);
    tokenizer.encode(newTemplate(i), 128).forEach((id, at) => {
      ids[at] = BigInt(id);
      mask[at] = 1n;
    });
    const shape = [1, 128];
    await session.run({
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(128), shape),
    });
  }
  const rate = NAIVE_TEMPLATES / ((performance.now() - begun) / 1000);
  delay.disable();
  await session.release();
  return { rate, blockedMs: delay.max / 1e6 };
}
