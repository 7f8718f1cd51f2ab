import type { ClassifiedLog } from '../core/log';
import type { ClassificationStrategy, Verdicts } from './strategy';

/** Leaves logs open to which a strategy gives a category that is not configured, such as a model made for others. */
export class KnownCategories implements ClassificationStrategy {
  readonly stage: ClassificationStrategy['stage'];
  private readonly categories: ReadonlySet<string>;

  constructor(
    private readonly inner: ClassificationStrategy,
    categories: readonly string[],
  ) {
    this.stage = inner.stage;
    this.categories = new Set(categories);
  }

  classify(logs: readonly ClassifiedLog[]): Verdicts | Promise<Verdicts> {
    const answer = this.inner.classify(logs);
    const known = (verdicts: Verdicts): Verdicts =>
      verdicts.map((verdict) => (verdict !== null && this.categories.has(verdict.category) ? verdict : null));
    return answer instanceof Promise ? answer.then(known) : known(answer);
  }
}
