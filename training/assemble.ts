/**
 * Makes a version of the classifier from what fine_tune.py and export_encoder.py have left in build/, and lets it
 * answer:
 *
 *     node -r ./configs/tooling/typescript-register.cjs training/assemble.ts
 *
 * Writes models/encoder/, models/classifier/<version>/, models/current.json and training/held-out.json.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { headSchema } from '../src/classification/bert/head-file';
import { Heads } from '../src/classification/bert/heads';
import { sha256 } from '../src/classification/bert/model-file';
import { projectRoot } from '../src/core/project';
import { readCorpus } from '../src/learning/corpus';
import { FOLDS, validationOf } from '../src/learning/cross-validation';
import { evaluationTable } from '../src/learning/evaluation-table';
import { examplesOf, hashOfExamples, type Example } from '../src/learning/examples';
import { fitLexicalHeads, triagesOfLabels } from '../src/learning/head-fitting';
import { heldOutVotes, readHeldOut, type HeldOutFile } from '../src/learning/held-out';
import { answersOf } from '../src/learning/held-out-answers';
import { ModelRegistry } from '../src/learning/model-registry';
import { fitStack } from '../src/learning/stack-fitting';

const ROOT = projectRoot();
const BUILD = join(ROOT, 'build');
const HELD_OUT = join(ROOT, 'training/held-out.json');
const ENCODER = join(ROOT, 'models/encoder');
const ENCODER_FILE = 'model_int8.onnx';

const foldSchema = z.array(z.object({ index: z.int(), scores: z.array(z.number()) }));

async function main(): Promise<void> {
  const examples = examplesOf(readCorpus(join(ROOT, 'training/corpus')));
  const file = headSchema.parse(JSON.parse(readFileSync(join(BUILD, 'head.json'), 'utf8')));
  const { labels } = file.category;
  const lexical = fitLexicalHeads(examples, labels);
  const heads = Heads.decode({ ...file, triagesOfCategory: triagesOfLabels(examples, labels).map((all) => [...all]) });

  writeFileSync(HELD_OUT, textOf(mergedFolds(examples, labels)));
  const votes = await heldOutVotes(examples, readHeldOut(HELD_OUT));
  const metrics = validationOf(answersOf(votes, heads), 'family');
  console.log(evaluationTable(metrics.evaluation));

  copyFileSync(join(BUILD, ENCODER_FILE), join(ENCODER, ENCODER_FILE));
  const encoder = sha256(readFileSync(join(ENCODER, ENCODER_FILE)));
  const vocabulary = sha256(readFileSync(join(ENCODER, 'vocab.txt')));
  const manifest = {
    name: 'logsieve-encoder-int8',
    dimensions: file.dimensions,
    maxTokens: 512,
    model: { file: ENCODER_FILE, sha256: encoder },
    vocabulary: { file: 'vocab.txt', sha256: vocabulary },
  };
  writeFileSync(join(ENCODER, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);

  const registry = new ModelRegistry(join(ROOT, 'models'));
  const head = heads
    .withLexical(lexical.withStack(fitStack(votes, labels)))
    .withTemperature(metrics.temperature)
    .encode();
  const trained = { head, metrics, data: hashOfExamples(examples), examples: examples.length };
  const options = { corpus: 'training/corpus', encoder: 'training/fine_tune.py' };
  const { version } = registry.save(trained, { createdAt: new Date(), encoder, options });
  registry.promote(version);
  console.log(`\nversion ${version} answers`);
}

function mergedFolds(examples: readonly Example[], labels: readonly string[]): HeldOutFile {
  const scores = examples.map((): number[] => []);
  const folds = examples.map(() => 0);
  for (let fold = 0; fold < FOLDS; fold++) {
    const answers = foldSchema.parse(JSON.parse(readFileSync(join(BUILD, `fold-${String(fold)}.json`), 'utf8')));
    for (const answer of answers) {
      scores[answer.index] = answer.scores;
      folds[answer.index] = fold;
    }
  }
  return { data: hashOfExamples(examples), labels: [...labels], folds, scores };
}

/** One line an example, so that a change can be read. */
function textOf({ data, labels, folds, scores }: HeldOutFile): string {
  const lines = scores.map((row) => JSON.stringify(row)).join(',\n');
  return `{"data":"${data}","labels":${JSON.stringify(labels)},\n"folds":${JSON.stringify(folds)},\n"scores":[\n${lines}\n]}\n`;
}

void main();
