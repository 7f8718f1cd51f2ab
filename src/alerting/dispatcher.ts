import type { Alert, AlertLinks, Channel, DeliveryOutcome, Message } from '../core/alert';
import { messageOf } from '../core/errors';
import { alertOf } from '../persistence/alerts/alert-row';
import type { ClaimedDelivery, DeliveryStore, Settled, Waiting } from '../persistence/alerts/delivery-store';
import { CircuitBreaker, type BreakerState } from './circuit-breaker';
import { TokenBucket } from './token-bucket';

const MINUTE_MS = 60_000;
/** Longer than any call takes; then another server may take the message on. */
const LEASE_MS = 90_000;
/** A call that may have happened is not made again before the service can be asked about it. */
const UNCERTAIN_MS: Readonly<Partial<Record<Channel['name'], number>>> = { jira: 120_000 };
const UNCERTAIN_DEFAULT_MS = 10_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * MINUTE_MS;
const LONGEST_RETRY_AFTER_MS = 15 * MINUTE_MS;
const DEADLINE_MS = 24 * 60 * MINUTE_MS;
/** What has waited for so long is told in one message. */
const BACKLOG_MS = 10 * MINUTE_MS;
const URGENT_SHARE = 0.2;

export interface DispatcherOptions {
  /** Messages a minute on one channel, and on all. */
  readonly perChannel: number;
  readonly inAll: number;
  readonly linksOf: (alert: Alert | null) => AlertLinks;
  readonly now: () => number;
  /** Told of every try. */
  readonly onOutcome: (channel: Channel['name'], outcome: DeliveryOutcome['kind'] | 'digested', count: number) => void;
}

/**
 * Sends messages: claimed before the call and settled after it, no more of them than people can read, and none to a
 * service that is down. What is too much for a channel becomes one digest.
 */
export class Dispatcher {
  private readonly breakers = new Map<string, CircuitBreaker>();
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly all: TokenBucket;

  constructor(
    private readonly channels: readonly Channel[],
    private readonly store: DeliveryStore,
    private readonly options: DispatcherOptions,
  ) {
    this.all = new TokenBucket(options.inAll, options.now);
  }

  /** One round over all channels. */
  async turn(): Promise<void> {
    await Promise.all(this.channels.map((channel) => this.serve(channel)));
  }

  breakerOf({ target }: Channel): BreakerState {
    return this.breaker(target).state;
  }

  private async serve(channel: Channel): Promise<void> {
    const time = this.options.now();
    const breaker = this.breaker(channel.target);
    if (breaker.allowed === 0) return;
    const waiting = await this.store.waiting(channel.name, time);
    if (waiting.oldest === null) return;
    const bucket = this.bucket(channel.name);
    const tokens = Math.min(bucket.available, this.all.available);
    if (tokens <= 0) return;
    // A service that may still be down is first asked for one message.
    if (breaker.state === 'closed') await this.putTogether(channel, waiting, tokens, time);
    const limit = Math.min(tokens, breaker.allowed);
    const claimed = await this.store.claim(channel.name, { limit, leaseMs: LEASE_MS }, time);
    bucket.take(claimed.length);
    this.all.take(claimed.length);
    for (const delivery of claimed) await this.send(channel, breaker, delivery);
  }

  /** Makes one message of those that are more than the limits allow, or that have waited for too long. */
  private async putTogether({ name }: Channel, waiting: Waiting, tokens: number, now: number): Promise<void> {
    const { perChannel, inAll, onOutcome } = this.options;
    const reserved = Math.min(waiting.urgent, Math.ceil(Math.min(perChannel, inAll) * URGENT_SHARE));
    const backlog = waiting.oldest !== null && now - waiting.oldest > BACKLOG_MS;
    const fits = waiting.other <= Math.max(0, tokens - reserved) && waiting.urgent <= tokens;
    if (fits && !backlog) return;
    const reason = backlog ? 'messages could not be sent for a while' : 'there is too much to tell one by one';
    const keepUrgent = !backlog && waiting.urgent <= tokens;
    const digested = await this.store.digest(name, { reason, keepUrgent }, now);
    if (digested > 0) onOutcome(name, 'digested', digested);
  }

  private async send(channel: Channel, breaker: CircuitBreaker, delivery: ClaimedDelivery): Promise<void> {
    const { now, onOutcome } = this.options;
    // It may have opened at the message before: this one waits until it closes.
    if (breaker.allowed === 0) {
      await this.store.settle(delivery, postponed(delivery, now() + FIRST_DELAY_MS), now());
      return;
    }
    breaker.enter();
    const outcome = await channel
      .send(this.messageOf(delivery), delivery.memory, delivery.uncertain ? 'ambiguous' : 'nothing')
      .catch((error: unknown): DeliveryOutcome => ({ kind: 'ambiguous', reason: messageOf(error) }));
    breaker.leave(outcome.kind === 'retry' || outcome.kind === 'ambiguous');
    onOutcome(channel.name, outcome.kind, 1);
    await this.store.settle(delivery, settledOf(delivery, outcome, now()), now());
  }

  private messageOf({ id, sequence, event, alert, digest }: ClaimedDelivery): Message {
    if (event === 'digest' || alert === null) {
      if (digest === null) throw new Error(`the delivery ${id} is about nothing`);
      return { kind: 'digest', id, ...digest, links: this.options.linksOf(null) };
    }
    const shown = alertOf(alert);
    return { kind: 'alert', id, sequence, event, alert: shown, links: this.options.linksOf(shown) };
  }

  private breaker(target: string): CircuitBreaker {
    let breaker = this.breakers.get(target);
    if (breaker === undefined) this.breakers.set(target, (breaker = new CircuitBreaker(this.options.now)));
    return breaker;
  }

  private bucket(channel: Channel['name']): TokenBucket {
    let bucket = this.buckets.get(channel);
    const { perChannel, now } = this.options;
    if (bucket === undefined) this.buckets.set(channel, (bucket = new TokenBucket(perChannel, now)));
    return bucket;
  }
}

function postponed({ uncertain }: ClaimedDelivery, dueAt: number): Settled {
  return { state: 'pending', reason: 'the service does not answer', dueAt, uncertain };
}

/** When and whether to try again: full jitter (Brooker, "Exponential Backoff And Jitter"), and what the service asks for. */
function settledOf({ attempts, createdAt, channel }: ClaimedDelivery, outcome: DeliveryOutcome, now: number): Settled {
  if (outcome.kind === 'delivered') {
    return { state: 'delivered', externalId: outcome.externalId, memory: outcome.memory };
  }
  const { reason } = outcome;
  if (outcome.kind === 'dead') return { state: 'dead', reason };
  if (now - createdAt > DEADLINE_MS) return { state: 'dead', reason: `given up after a day: ${reason}` };
  const jitter = Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempts);
  if (outcome.kind === 'ambiguous') {
    const wait = UNCERTAIN_MS[channel] ?? UNCERTAIN_DEFAULT_MS;
    return { state: 'pending', reason, dueAt: now + Math.max(wait, jitter), uncertain: true };
  }
  const asked = Math.min(outcome.afterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  return { state: 'pending', reason, dueAt: now + asked + jitter, uncertain: false };
}
