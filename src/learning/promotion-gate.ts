import { Heads } from '../classification/bert/heads';
import type { Encoder } from '../classification/bert/encoder';
import type { Manifest } from '../classification/bert/classifier-model';
import { InputError, messageOf } from '../core/errors';
import { evaluate } from './evaluator';
import { examplesOf, expectedOf } from './examples';
import { readLabelledPath } from './labelled-file';
import type { LabelledRow } from './labelled-table';
import type { ModelRegistry } from './model-registry';

/** Texts encoded at once: logs that come meanwhile wait behind no more than these. */
const ENCODE_STEP = 64;

/** How two versions did, and by what measure. */
interface Comparison {
  readonly measure: string;
  readonly current: number;
  readonly challenger: number;
}

/**
 * The rule of promotion: a version that is worse than the current one does not replace it unwatched. Both are judged
 * on the frozen check, labelled lines that nobody trains on. Without one, the held-out results of their trainings
 * count, if they can be compared.
 */
export class PromotionGate {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly encoder: Pick<Encoder, 'start' | 'encode'>,
    /** Path of the frozen check; empty for none. */
    private readonly frozenCheck: string,
  ) {}

  /** @throws InputError `conflict` when the challenger is worse, naming both figures, or when nobody can tell */
  async check(challenger: Manifest): Promise<void> {
    const name = this.registry.current();
    if (name === null || name === challenger.version) return;
    const current = this.registry.manifest(name);
    const { hash } = await this.encoder.start();
    // Heads of another encoder cannot answer at all, so there is nothing to be worse than.
    if (current.encoder !== hash && challenger.encoder === hash) return;
    const { measure, ...figures } =
      this.frozenCheck === '' ? this.compareHeldOut(current, challenger) : await this.judge(current, challenger);
    if (figures.challenger >= figures.current) return;
    throw refusal(
      'worse_model',
      `${challenger.version} is worse than ${current.version}: macro-F1 ${figures.challenger.toFixed(4)} ` +
        `instead of ${figures.current.toFixed(4)} ${measure}`,
    );
  }

  private compareHeldOut(current: Manifest, challenger: Manifest): Comparison {
    const [ours, theirs] = [this.registry.metrics(current), this.registry.metrics(challenger)];
    const figures = { current: ours.evaluation.category.macroF1, challenger: theirs.evaluation.category.macroF1 };
    const sameLabels = [...current.labels].sort().join('\n') === [...challenger.labels].sort().join('\n');
    if (sameLabels && ours.heldOut === theirs.heldOut) return { ...figures, measure: `on held-out ${ours.heldOut}` };
    const reason = sameLabels
      ? `one was judged on held-out ${ours.heldOut}, the other on held-out ${theirs.heldOut}`
      : 'they know other categories';
    throw refusal(
      'not_comparable',
      `the macro-F1 of ${challenger.version}, ${figures.challenger.toFixed(4)}, cannot be compared with that of ` +
        `${current.version}, ${figures.current.toFixed(4)}: ${reason}, and there is no frozen check (FROZEN_CHECK)`,
    );
  }

  private async readCheck(): Promise<LabelledRow[]> {
    let problem = 'there is no labelled line in it';
    try {
      const rows = await readLabelledPath(this.frozenCheck);
      if (rows.length > 0) return rows;
    } catch (error) {
      problem = messageOf(error);
    }
    throw refusal('no_frozen_check', `the frozen check ${this.frozenCheck} (FROZEN_CHECK) cannot be used: ${problem}`);
  }

  /** Judges the bare models: rules, which answer first, are the same for both. */
  private async judge(current: Manifest, challenger: Manifest): Promise<Comparison> {
    const examples = examplesOf(await this.readCheck());
    const vectors: Float32Array[] = [];
    for (let at = 0; at < examples.length; at += ENCODE_STEP) {
      vectors.push(...(await this.encoder.encode(examples.slice(at, at + ENCODE_STEP).map(({ text }) => text))));
    }
    const macroF1 = ({ version }: Manifest): number => {
      const heads = Heads.decode(this.registry.head(version));
      const judged = vectors.flatMap((vector, index) => {
        const example = examples[index];
        if (example === undefined) return [];
        return [{ expected: expectedOf(example), actual: heads.predict(vector, example.text) }];
      });
      return evaluate(judged).category.macroF1;
    };
    return {
      measure: `on the frozen check ${this.frozenCheck}`,
      current: macroF1(current),
      challenger: macroF1(challenger),
    };
  }
}

function refusal(code: string, detail: string): InputError {
  return new InputError('conflict', code, `${detail}; promote it with force if you want it all the same`);
}
