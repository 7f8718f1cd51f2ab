import type { ClassifiedLog } from '../core/log';
import { BurstCounter } from './behaviour/burst-counter';
import { accountOf, loginOutcome } from './behaviour/login-event';
import type { Enricher } from './enricher';
import { clientAddress } from './geo/client-address';
import { worstFirst, type ThreatKind } from './threats/threat-kind';

export interface BehaviourOptions {
  /** Logs of failed logins from one address, or for one account, that make a brute force attack. */
  readonly failedLogins: number;
  /** Different paths that were missing or forbidden for one address that make a scan. */
  readonly missingPaths: number;
  /** Milliseconds of event time in which they must fall, and of quiet after which a burst is over. */
  readonly windowMs: number;
  /** Addresses and accounts that each counter remembers at least, and twice as many at most. */
  readonly maxKeys: number;
}

export const DEFAULT_BEHAVIOUR: BehaviourOptions = {
  failedLogins: 10,
  missingPaths: 30,
  windowMs: 300_000,
  maxKeys: 5_000,
};

/** How many logins whose outcome is unknown weigh as much as one that failed. */
const ANSWERED_PER_FAILED = 3;

/**
 * Sees attacks that no single log shows. One log of a burst is marked, the one that reaches the threshold, with what
 * was counted in `fields.burst`; the next mark of the same address needs a quiet window first. It goes by the time of
 * the events and keeps its counts in this process: replicas that share a stream count their own partitions.
 */
export class BehaviourEnricher implements Enricher {
  readonly name = 'behaviour';
  private readonly byAddress: BurstCounter;
  private readonly byAccount: BurstCounter;
  private readonly answered: BurstCounter;
  private readonly missing: BurstCounter;

  constructor(private readonly options: BehaviourOptions = DEFAULT_BEHAVIOUR) {
    const { failedLogins, missingPaths, windowMs, maxKeys } = options;
    this.byAddress = new BurstCounter(failedLogins, windowMs, maxKeys);
    this.byAccount = new BurstCounter(failedLogins, windowMs, maxKeys);
    this.answered = new BurstCounter(failedLogins * ANSWERED_PER_FAILED, windowMs, maxKeys);
    this.missing = new BurstCounter(missingPaths, windowMs, maxKeys);
  }

  enrich(log: ClassifiedLog): void {
    const { status, path } = log.fields;
    if ((status === 404 || status === 403) && typeof path === 'string') this.countMissing(log, path);
    const outcome = loginOutcome(log);
    if (outcome === 'failed') this.countFailure(log);
    else if (outcome === 'succeeded') this.checkSuccess(log);
    else if (outcome === 'answered') {
      if (!this.checkSuccess(log)) this.countAnswer(log);
    }
  }

  private countMissing(log: ClassifiedLog, path: string): void {
    const address = clientAddress(log);
    if (address === null) return;
    const plain = path.split('?', 1)[0] ?? path;
    const { crossed, count } = this.missing.add(keyOf(log, address), plain.slice(0, 256), log.timestamp);
    if (crossed) this.mark(log, 'scanning', count, address, null);
  }

  private countFailure(log: ClassifiedLog): void {
    const address = clientAddress(log);
    const account = accountOf(log);
    const from = address === null ? null : this.byAddress.add(keyOf(log, address), null, log.timestamp);
    // What an address does that is already named says nothing new about the account.
    const named = from?.raised === true && !from.crossed;
    const against = account === null || named ? null : this.byAccount.add(keyOf(log, account), null, log.timestamp);
    if (from?.crossed === true || against?.crossed === true) {
      this.mark(log, 'brute-force', this.options.failedLogins, address, account);
    }
  }

  /** Forms that answer a right and a wrong password alike: nobody signs in that often. */
  private countAnswer(log: ClassifiedLog): void {
    const address = clientAddress(log);
    if (address === null || this.byAddress.isRaised(keyOf(log, address), log.timestamp)) return;
    const { crossed, count } = this.answered.add(keyOf(log, address), null, log.timestamp);
    if (crossed) this.mark(log, 'brute-force', count, address, accountOf(log));
  }

  /** Only the address that guessed can have guessed right; the owner of the account may log in from elsewhere. */
  private checkSuccess(log: ClassifiedLog): boolean {
    const address = clientAddress(log);
    const account = address === null ? accountOf(log) : null;
    const [counter, name] = address === null ? [this.byAccount, account] : [this.byAddress, address];
    if (name === null) return false;
    const key = keyOf(log, name);
    if (!counter.isRaised(key, log.timestamp)) return false;
    counter.forget(key);
    this.mark(log, 'brute-force-success', this.options.failedLogins, address, accountOf(log));
    return true;
  }

  private mark(
    log: ClassifiedLog,
    kind: ThreatKind,
    count: number,
    address: string | null,
    account: string | null,
  ): void {
    log.threats = worstFirst([...log.threats, kind]);
    log.fields['burst'] = { count, window: this.options.windowMs / 1000, address, account };
  }
}

function keyOf({ source }: ClassifiedLog, name: string): string {
  return `${source}\n${name}`;
}
