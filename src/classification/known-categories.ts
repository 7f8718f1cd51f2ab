import type { ClassifiedLog } from '../core/log';
import { whenAnswered, type ClassificationStrategy, type Verdicts } from './strategy';

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
    return whenAnswered(this.inner.classify(logs), (verdicts) =>
      verdicts.map((verdict) => (verdict !== null && this.categories.has(verdict.category) ? verdict : null)),
    );
  }
}
