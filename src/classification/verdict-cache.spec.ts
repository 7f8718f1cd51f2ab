import { openRecord, rawLine } from '../core/record';
import type { EnrichedLog } from '../core/log';
import type { Verdict } from '../core/verdict';
import type { ClassificationStrategy, Verdicts } from './strategy';
import { TemplateCache } from './verdict-cache';

function logOf(formId: string): EnrichedLog {
  return { ...openRecord(rawLine(formId, null), 0, 100), formId, masked: formId };
}

function formIdOf({ formId }: EnrichedLog): string {
  return formId;
}

function verdictOf(log: EnrichedLog): Verdict {
  return {
    category: `about ${log.masked}`,
    severity: 2,
    triage: 'normal',
    confidence: 0.9,
    decidedBy: 'bert',
    ruleId: null,
    modelVersion: 'v1',
    suggestion: null,
  };
}

/** Notes what it was asked, and answers when told to. */
class SlowStrategy implements ClassificationStrategy {
  readonly stage = 'bert';
  readonly asked: string[][] = [];
  private readonly waiting: (() => void)[] = [];
  answer: (log: EnrichedLog) => Verdict | null = verdictOf;

  async classify(logs: readonly EnrichedLog[]): Promise<Verdicts> {
    this.asked.push(logs.map(({ formId }) => formId));
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    return logs.map((log) => this.answer(log));
  }

  release(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

describe('TemplateCache', () => {
  const [a, b, c] = [logOf('a'), logOf('b'), logOf('c')];

  async function fill(cache: TemplateCache, strategy: SlowStrategy, logs: EnrichedLog[]): Promise<Verdicts> {
    const answer = cache.classify(logs);
    strategy.release();
    return answer;
  }

  it('asks once a template and answers in the order of the logs', async () => {
    const strategy = new SlowStrategy();
    const cache = new TemplateCache(strategy, formIdOf, 10, { hits: 0, misses: 0 });
    expect(await fill(cache, strategy, [a, b, a])).toEqual([verdictOf(a), verdictOf(b), verdictOf(a)]);
    expect(await fill(cache, strategy, [b, c])).toEqual([verdictOf(b), verdictOf(c)]);
    expect(strategy.asked).toEqual([['a', 'b'], ['c']]);
  });

  it('answers known templates without a promise and counts', async () => {
    const strategy = new SlowStrategy();
    const counts = { hits: 0, misses: 0 };
    const cache = new TemplateCache(strategy, formIdOf, 10, counts);
    await fill(cache, strategy, [a, b]);
    expect(cache.classify([b, a, a])).toEqual([verdictOf(b), verdictOf(a), verdictOf(a)]);
    expect(counts).toEqual({ hits: 3, misses: 2 });
  });

  it('lets concurrent calls share one question', async () => {
    const strategy = new SlowStrategy();
    const cache = new TemplateCache(strategy, formIdOf, 10, { hits: 0, misses: 0 });
    const answers = Promise.all([cache.classify([a, b]), cache.classify([b, c, a])]);
    strategy.release();
    expect(await answers).toEqual([
      [verdictOf(a), verdictOf(b)],
      [verdictOf(b), verdictOf(c), verdictOf(a)],
    ]);
    expect(strategy.asked).toEqual([['a', 'b'], ['c']]);
  });

  it('goes by what a log was when it was asked about', async () => {
    const strategy = new SlowStrategy();
    const cache = new TemplateCache(strategy, formIdOf, 10, { hits: 0, misses: 0 });
    const log = logOf('a');
    const answer = cache.classify([log]);
    log.formId = 'b';
    strategy.release();
    expect(await answer).toEqual([verdictOf(a)]);
    expect(cache.classify([a])).toEqual([verdictOf(a)]);
  });

  it('asks again about what stayed open', async () => {
    const strategy = new SlowStrategy();
    const cache = new TemplateCache(strategy, formIdOf, 10, { hits: 0, misses: 0 });
    strategy.answer = (log) => (log === a ? null : verdictOf(log));
    expect(await fill(cache, strategy, [a, b])).toEqual([null, verdictOf(b)]);
    strategy.answer = verdictOf;
    expect(await fill(cache, strategy, [a, b])).toEqual([verdictOf(a), verdictOf(b)]);
    expect(strategy.asked).toEqual([['a', 'b'], ['a']]);
  });

  it('passes a failure to all who wait and forgets it', async () => {
    const strategy = new SlowStrategy();
    const cache = new TemplateCache(strategy, formIdOf, 10, { hits: 0, misses: 0 });
    strategy.answer = () => {
      throw new Error('no answer');
    };
    const both = Promise.allSettled([cache.classify([a]), cache.classify([a, b])]);
    strategy.release();
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    strategy.answer = verdictOf;
    expect(await fill(cache, strategy, [a, b])).toEqual([verdictOf(a), verdictOf(b)]);
  });

  it('forgets the template that was not seen for longest', async () => {
    const strategy = new SlowStrategy();
    const cache = new TemplateCache(strategy, formIdOf, 2, { hits: 0, misses: 0 });
    await fill(cache, strategy, [a, b]);
    expect(cache.classify([a])).toEqual([verdictOf(a)]);
    await fill(cache, strategy, [c]);
    expect(cache.classify([a, c])).toEqual([verdictOf(a), verdictOf(c)]);
    await fill(cache, strategy, [b]);
    expect(strategy.asked).toEqual([['a', 'b'], ['c'], ['b']]);
  });
});
