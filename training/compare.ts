/**
 * Prints the table of candidates: how each way of answering does on software that it has not seen.
 *
 *     node -r ./configs/tooling/typescript-register.cjs training/compare.ts [FOLDER]
 *
 * FOLDER holds the encoder as it was before fine-tuning (manifest, model, vocabulary); without it that row is left out.
 */
import { join } from 'node:path';
import { Encoder } from '../src/classification/bert/encoder';
import { readClassifierModel } from '../src/classification/bert/classifier-model';
import { SEVERITIES, type Heads } from '../src/classification/bert/heads';
import { projectRoot } from '../src/core/project';
import { TRIAGES } from '../src/core/verdict';
import { crossValidate, validationOf, type HeldOut } from '../src/learning/cross-validation';
import { readCorpus } from '../src/learning/corpus';
import type { Evaluation } from '../src/learning/evaluator';
import { examplesOf, type Example } from '../src/learning/examples';
import { fitHeads } from '../src/learning/head-fitting';
import { heldOutVotes, readHeldOut } from '../src/learning/held-out';
import { answersOf } from '../src/learning/held-out-answers';

const ROOT = projectRoot();

async function main(): Promise<void> {
  const examples = examplesOf(readCorpus(join(ROOT, 'training/corpus')));
  const kept = readHeldOut(join(ROOT, 'training/held-out.json'));
  const { heads } = readClassifierModel(join(ROOT, 'models'));

  print('candidate', ['macro-F1', 'accuracy', 'triage F1', 'severity', 'calibration']);
  print('---', ['---', '---', '---', '---', '---']);
  const [, , folder] = process.argv;
  if (folder !== undefined) {
    const [alone, both] = await frozen(folder, examples, kept.labels);
    row('frozen encoder, linear heads', alone);
    row('frozen encoder and n-grams', both);
  }
  const votes = await heldOutVotes(examples, kept);
  const none = { category: kept.labels.map(() => 0), triage: TRIAGES.map(() => 0), severity: SEVERITIES.map(() => 0) };
  const letters = votes.map((vote) => ({ ...vote, semantic: none }));
  row('n-grams, linear', judge(answersOf(letters, heads, 'weighted mean')));
  row('fine-tuned encoder', judge(answersOf(votes, heads, 'encoder alone')));
  row('fine-tuned encoder and n-grams, weighted', judge(answersOf(votes, heads, 'weighted mean')));
  row('fine-tuned encoder and n-grams, stacked', judge(answersOf(votes, heads)));
}

function judge(answers: readonly HeldOut[]): Evaluation {
  return validationOf(answers, 'family').evaluation;
}

async function frozen(
  folder: string,
  examples: readonly Example[],
  labels: readonly string[],
): Promise<[Evaluation, Evaluation]> {
  const encoder = new Encoder({ folder, maxWaiting: examples.length });
  await encoder.start();
  const vectors = await encoder.encode(examples.map(({ text }) => text));
  await encoder.close();
  const embedded = examples.map((example, i) => ({ ...example, vector: vectors[i] ?? new Float32Array() }));
  const validate = async (change: (heads: Heads) => Heads): Promise<Evaluation> => {
    const fit = (training: typeof embedded): Heads => change(fitHeads(training, labels, null));
    return (
      await crossValidate(
        embedded,
        (training) => fit([...training]),
        () => undefined,
      )
    ).evaluation;
  };
  return [await validate((heads) => heads.withLexical(null)), await validate((heads) => heads)];
}

function row(name: string, { category, triage, severityError, calibrationError }: Evaluation): void {
  const figures = [category.macroF1, category.accuracy, triage?.macroF1, severityError, calibrationError];
  print(
    name,
    figures.map((figure) => figure?.toFixed(3) ?? ''),
  );
}

function print(name: string, cells: readonly string[]): void {
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}

void main();
