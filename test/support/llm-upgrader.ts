import { AlertDecider } from '../../src/alerting/alert-decider';
import type { AlertRule } from '../../src/alerting/alert-rule';
import { createLlm, type Llm } from '../../src/classification/llm/create-llm';
import type { Neighbours } from '../../src/classification/llm/neighbours';
import { llmSlice, type LlmConfig } from '../../src/config/llm.config';
import type { ClassifiedLog } from '../../src/core/log';
import { DEFAULT_CATEGORIES } from '../../src/core/verdict';
import { Metrics } from '../../src/observability/metrics';
import { LogRepository } from '../../src/persistence/log.repository';
import { PendingRepository } from '../../src/persistence/pending.repository';
import { LlmVerdictRepository } from '../../src/persistence/llm-verdict.repository';
import { PendingUpgrader } from '../../src/pipeline/pending-upgrader';
import { LogFeed } from '../../src/realtime/log-feed';
import { DOUBLE_KEY, DOUBLE_MODEL, type LlmDouble } from './llm-double';
import type { TestDatabase } from './postgres';
import type { Suggest } from '../../src/classification/suggestions/suggestions';
import { shippedSuggestions } from './suggestions';

/** The LLM settings of a fresh installation. */
export const LLM_DEFAULTS = Object.fromEntries(
  Object.entries(llmSlice).map(([name, setting]) => [name, setting.default]),
) as unknown as LlmConfig;

const NO_NEWS = { isNew: () => false, isRare: () => false };

/** Longer than any call to the double, however busy the machine is. */
const LEASE_MS = 10_000;
/** For tests that wait for a template to be taken up again; one worker alone then never asks twice at once. */
export const SHORT_LEASE_MS = 100;

/** A clock that stands until it is moved. */
export class TestClock {
  private ms = Date.UTC(2026, 7, 1, 12);
  readonly now = (): number => this.ms;

  advance(ms: number): void {
    this.ms += ms;
  }
}

/** An upgrader on a real database, and what can be seen of its work. */
export interface TestUpgrader {
  readonly upgrader: PendingUpgrader;
  readonly llm: Llm | null;
  readonly metrics: Metrics;
  /** What live watchers were told. */
  readonly published: ClassifiedLog[];
}

/** The configured LLM behind the double. */
export function openLlm(
  double: LlmDouble,
  given: Partial<LlmConfig> = {},
  clock = new TestClock(),
  suggest: Suggest = shippedSuggestions().suggest,
): Llm {
  const config: LlmConfig = {
    ...LLM_DEFAULTS,
    provider: 'openai',
    baseUrl: `${double.origin}/v1`,
    apiKey: DOUBLE_KEY,
    model: DOUBLE_MODEL,
    timeoutSeconds: 5,
    ...given,
  };
  return createLlm(config, {
    categories: DEFAULT_CATEGORIES,
    maxTemplates: 1000,
    suggest,
    onProblem: (text) => {
      throw new Error(text);
    },
    now: clock.now,
  })!;
}

/** Not started yet. */
export function openUpgrader(
  db: TestDatabase,
  llm: Llm | null,
  leaseMs = LEASE_MS,
  neighbours: Neighbours | null = null,
  rules: readonly AlertRule[] = [],
): TestUpgrader {
  const metrics = new Metrics();
  const feed = new LogFeed();
  const published: ClassifiedLog[] = [];
  feed.subscribe((logs) => published.push(...logs));
  const pending = new PendingRepository(db.dataSource);
  const templates = new LlmVerdictRepository(db.dataSource);
  const times = { pollMs: 20, leaseMs: () => leaseMs, longestLeaseMs: 200 };
  const alerts = new AlertDecider('a secret of tests', NO_NEWS);
  alerts.use(rules);
  const upgrader = new PendingUpgrader({ llm, neighbours, pending, templates, alerts, feed, metrics }, times);
  return { upgrader, llm, metrics, published };
}

/** The logs as they are stored now, in the given order. */
export async function stored(db: TestDatabase, logs: readonly ClassifiedLog[]): Promise<ClassifiedLog[]> {
  const repository = new LogRepository(db.dataSource);
  const found = await Promise.all(logs.map(({ id }) => repository.find(id)));
  return found.map((log) => log!);
}

/** Values of a counter or gauge by the value of its one label. */
export async function valuesOf(metric: Metrics['llmCalls' | 'llmPaused' | 'llmLogs']): Promise<Record<string, number>> {
  const { values } = await metric.get();
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).join(), value]));
}

/** Waits until it holds. @throws Error when it takes longer than that */
export async function until(holds: () => boolean | Promise<boolean>, longestMs = 5_000): Promise<void> {
  for (const deadline = Date.now() + longestMs; !(await holds());) {
    if (Date.now() > deadline) throw new Error(`not within ${String(longestMs)} ms: ${String(holds)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
