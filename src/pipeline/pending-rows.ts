import type { AlertDecider } from '../alerting/alert-decider';
import type { AlertHit } from '../core/alert-hit';
import type { ClassifiedLog } from '../core/log';
import type { Verdict } from '../core/verdict';
import type { Metrics } from '../observability/metrics';
import type { PendingRepository } from '../persistence/pending.repository';
import type { LogFeed } from '../realtime/log-feed';

/** Rows made final by one statement: few enough that no row stays locked for long. */
const CHUNK = 500;

/** Makes the pending logs of templates final, tells alert rules and live watchers, and counts. */
export class PendingRows {
  /** @param signal ends the work between two chunks; the rest stays pending */
  constructor(
    private readonly pending: PendingRepository,
    private readonly alerts: AlertDecider,
    private readonly feed: LogFeed,
    private readonly metrics: Metrics,
    private readonly signal: AbortSignal,
  ) {}

  /** Gives the pending logs of the template the verdict. @returns their number */
  upgrade(formId: string, verdict: Verdict): Promise<number> {
    return this.finish('upgraded', async () => {
      let hits: AlertHit[] = [];
      const logs = await this.pending.upgrade(formId, verdict, CHUNK, (changed) => {
        hits = this.alerts.decideAgain(changed);
        return hits;
      });
      this.alerts.stored(hits);
      return logs;
    });
  }

  /**
   * Leaves the pending logs of the template the verdict they have.
   * @param reason one of a few words, for the metrics
   * @returns their number
   */
  keep(formId: string, reason: string): Promise<number> {
    return this.finish(`kept_${reason}`, () => this.pending.keep(formId, CHUNK));
  }

  private async finish(result: string, next: () => Promise<ClassifiedLog[]>): Promise<number> {
    let finished = 0;
    do {
      const logs = await next();
      if (logs.length === 0) break;
      finished += logs.length;
      this.metrics.llmLogs.inc({ result }, logs.length);
      this.feed.publish(logs);
    } while (!this.signal.aborted);
    return finished;
  }
}
