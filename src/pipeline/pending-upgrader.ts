import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { AlertDecider } from '../alerting/alert-decider';
import type { Llm } from '../classification/llm/create-llm';
import type { TokenUsage } from '../classification/llm/llm-client';
import { LlmError, type LlmFailure } from '../classification/llm/llm-error';
import { OBSTACLES, type LlmJudge, type Permit } from '../classification/llm/llm-judge';
import type { Neighbours } from '../classification/llm/neighbours';
import { messageOf } from '../core/errors';
import type { Verdict } from '../core/verdict';
import { pause } from '../core/waiting';
import type { Metrics } from '../observability/metrics';
import { SpacedWarnings } from '../observability/spaced-warnings';
import type { PendingRepository, PendingForm } from '../persistence/pending.repository';
import type { LlmVerdictRepository } from '../persistence/llm-verdict.repository';
import type { LogFeed } from '../realtime/log-feed';
import { keepLeftovers } from './pending-leftovers';
import { PendingRows } from './pending-rows';

/** Failures that may be the template's own: after so many of them its logs keep the local verdict. */
const MOST_ATTEMPTS = 3;
const BLAMED: ReadonlySet<LlmFailure> = new Set(['unusable', 'refused', 'timeout', 'server_error']);
/** For how long the logs of a template that the LLM cannot judge are not asked about again. */
const GIVEN_UP_MS = 60 * 60_000;
const REMEMBERED_FAILURES = 10_000;

export interface PendingUpgraderParts {
  /** Null when no LLM is configured. */
  readonly llm: Llm | null;
  /** Examples for its questions; null when nothing can be compared. */
  readonly neighbours: Neighbours | null;
  readonly pending: PendingRepository;
  readonly templates: LlmVerdictRepository;
  readonly alerts: AlertDecider;
  readonly feed: LogFeed;
  readonly metrics: Metrics;
}

export interface PendingUpgraderTimes {
  /** How long an idle worker waits before it looks for pending logs again. */
  readonly pollMs: number;
  /** How long a worker has a template for itself when a call may take that long. */
  readonly leaseMs: (callTimeoutMs: number) => number;
  /** The longest that a server which died may have leased a template. */
  readonly longestLeaseMs: number;
}

const TIMES: PendingUpgraderTimes = {
  pollMs: 1_000,
  leaseMs: (callTimeoutMs) => callTimeoutMs + 10_000,
  longestLeaseMs: 310_000,
};

/**
 * Asks the LLM about the templates of pending logs, one call a template, and makes the logs final with the answer.
 * It works beside ingestion: nobody waits for it, and whatever happens to the LLM, the logs have the local verdict.
 */
export class PendingUpgrader {
  private readonly logger = new Logger('Llm');
  private readonly stopping = new AbortController();
  private readonly rows: PendingRows;
  private readonly failures = new LRUCache<string, { readonly count: number; readonly last: LlmFailure }>({
    max: REMEMBERED_FAILURES,
    ttl: GIVEN_UP_MS,
  });
  /** The metrics count what these leave out. */
  private readonly warnings = new SpacedWarnings((text) => {
    this.logger.warn(text);
  });
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly parts: PendingUpgraderParts,
    private readonly times: PendingUpgraderTimes = TIMES,
  ) {
    const { pending, alerts, feed, metrics } = parts;
    this.rows = new PendingRows(pending, alerts, feed, metrics, this.stopping.signal);
  }

  /** Resolves when the known verdicts are loaded; the work goes on until {@link stop}. */
  async start(): Promise<void> {
    const { llm, templates } = this.parts;
    if (llm === null) {
      this.running = this.cleanUp();
      return;
    }
    const known = await templates.llmVerdicts(llm.promptVersion, llm.strategy.maxTemplates);
    for (const [formId, verdict] of known) llm.strategy.learn(formId, verdict);
    this.parts.neighbours?.start();
    this.running = this.run(llm);
  }

  /** Waits for calls in flight, which end by their own time limit. What is still pending stays so. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.running, this.parts.neighbours?.stop()]);
  }

  /** Without an LLM nothing may stay pending. Templates that a dead server has leased are free by the second time. */
  private async cleanUp(): Promise<void> {
    for (const waitMs of [0, this.times.longestLeaseMs]) {
      await pause(waitMs, this.stopping.signal);
      try {
        const kept = await keepLeftovers(this.parts.pending, this.rows, this.stopping.signal);
        if (kept > 0) this.logger.log(`no LLM is on: ${String(kept)} pending logs keep the verdict they have`);
      } catch (error) {
        this.warnings.warn(`pending logs cannot be made final: ${messageOf(error)}`, 'database');
      }
    }
  }

  private async run(llm: Llm): Promise<void> {
    await this.probe(llm);
    await Promise.all(Array.from({ length: llm.concurrency }, () => this.work(llm)));
  }

  private async probe({ judge, client }: Llm): Promise<void> {
    const { model, baseUrl } = client.server;
    try {
      await judge.probe();
      this.logger.log(`the model "${model}" is there, at ${baseUrl}`);
    } catch (error) {
      const failure = error instanceof LlmError ? error.failure : 'probe';
      this.warnings.warn(`${messageOf(error)}. Until it answers, logs stay pending with the local verdict`, failure);
    }
  }

  private async work(llm: Llm): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const worked = await this.turn(llm).catch((error: unknown) => {
        this.warnings.warn(`pending logs cannot be upgraded now: ${messageOf(error)}`, 'database');
        return false;
      });
      if (!worked) await pause(this.times.pollMs, this.stopping.signal);
    }
  }

  /** Takes one template on. @returns false when there was nothing to do or when it failed */
  private async turn(llm: Llm): Promise<boolean> {
    if (!this.mayAsk(llm.judge)) return false;
    // Before the claim: a template that is leased and then not asked about would be blocked for nothing.
    const permit = llm.judge.enter();
    try {
      const leaseMs = this.times.leaseMs(llm.client.server.timeoutMs);
      const [claimed] = await this.parts.pending.claim(1, leaseMs / 1000);
      if (claimed === undefined) return false;
      const { formId } = claimed;
      const known = await this.knownVerdict(llm, formId);
      if (known === null && (await this.giveUp(formId))) return true;
      const verdict = known ?? (await this.askAbout(llm, permit, claimed));
      if (verdict === null) return false;
      await this.rows.upgrade(formId, verdict);
      await this.parts.pending.release(formId);
      return true;
    } finally {
      permit.leave();
    }
  }

  private mayAsk({ obstacle }: LlmJudge): boolean {
    for (const reason of OBSTACLES) this.parts.metrics.llmPaused.set({ reason }, reason === obstacle ? 1 : 0);
    if (obstacle === 'cost')
      this.warnings.warn('the LLM budget of this UTC day is spent: logs stay pending until the next', 'cost');
    return obstacle === null;
  }

  /** What this server or another one has been told already. */
  private async knownVerdict({ strategy, promptVersion }: Llm, formId: string): Promise<Verdict | null> {
    const known = strategy.verdictOf(formId);
    if (known !== null) return known;
    const saved = await this.parts.templates.llmVerdict(formId, promptVersion);
    if (saved !== null) strategy.learn(formId, saved);
    return saved;
  }

  /** True when the LLM has failed at the template often enough: its logs then keep what they have. */
  private async giveUp(formId: string): Promise<boolean> {
    const failed = this.failures.get(formId);
    if (failed === undefined || failed.count < MOST_ATTEMPTS) return false;
    await this.rows.keep(formId, failed.last);
    return true;
  }

  /** One call. @returns null when there is no verdict; the template comes up again when its lease is over */
  private async askAbout(llm: Llm, permit: Permit, { formId, sample }: PendingForm): Promise<Verdict | null> {
    try {
      const neighbours = (await this.parts.neighbours?.nearest(sample.masked)) ?? [];
      const { verdict, usage } = await permit.ask(sample, neighbours);
      this.count('answered', llm.judge, usage);
      // First, so that logs that are being classified now need not wait for the next turn.
      llm.strategy.learn(formId, verdict);
      await this.parts.templates.saveLlmVerdict(formId, llm.promptVersion, verdict);
      return verdict;
    } catch (error) {
      if (!(error instanceof LlmError)) throw error;
      this.count(error.failure, llm.judge, error.usage);
      this.warnings.warn(error.message, error.failure);
      if (BLAMED.has(error.failure)) {
        const before = this.failures.get(formId)?.count ?? 0;
        this.failures.set(formId, { count: before + 1, last: error.failure });
      }
      return null;
    }
  }

  private count(outcome: 'answered' | LlmFailure, judge: LlmJudge, usage: TokenUsage | null): void {
    const { llmCalls, llmTokens, llmCost } = this.parts.metrics;
    llmCalls.inc({ outcome });
    if (usage === null) return;
    llmTokens.inc({ kind: 'prompt' }, usage.promptTokens);
    llmTokens.inc({ kind: 'completion' }, usage.completionTokens);
    llmCost.inc(judge.costOf(usage));
  }
}
