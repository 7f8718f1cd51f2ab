import { Pool } from 'pg';
import { AlertEngine, type AlertEngineParts } from '../../src/alerting/alert-engine';
import { Dispatcher, type DispatcherOptions } from '../../src/alerting/dispatcher';
import type { AlertPolicy } from '../../src/alerting/policy';
import type {
  Alert,
  AlertMessage,
  Channel,
  ChannelMemory,
  ChannelName,
  DeliveryOutcome,
  DigestMessage,
  Message,
} from '../../src/core/alert';
import type { AlertHit } from '../../src/core/alert-hit';
import { templateIdOf } from '../../src/core/template-id';
import { storeAlertHits } from '../../src/persistence/alerts/alert-hits';
import { AlertStore } from '../../src/persistence/alerts/alert-store';
import { DeliveryStore } from '../../src/persistence/alerts/delivery-store';
import { inTransaction } from '../../src/persistence/with-connection';
import { createTestDatabase, type TestDatabase } from '../support/postgres';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const POLICY: AlertPolicy = {
  channels: ['slack'],
  count: null,
  groupWait: 30 * SECOND,
  groupInterval: 5 * MINUTE,
  dedupWindow: 15 * MINUTE,
  repeatInterval: 4 * HOUR,
  resolveAfter: 30 * MINUTE,
  escalation: null,
};

/** A channel that does what the test says and remembers what it was given. */
class ScriptedChannel implements Channel {
  readonly target: string;
  readonly messages: { readonly message: Message; readonly memory: ChannelMemory; readonly after: string }[] = [];
  /** Answers to come; afterwards everything is delivered. */
  script: (DeliveryOutcome | 'never')[] = [];
  /** While set, every call ends so. */
  always: DeliveryOutcome | null = null;

  constructor(readonly name: ChannelName) {
    this.target = `${name}.example`;
  }

  send(message: Message, memory: ChannelMemory, after: 'nothing' | 'ambiguous'): Promise<DeliveryOutcome> {
    this.messages.push({ message, memory, after });
    const next = this.always ?? this.script.shift();
    if (next === 'never') return new Promise(() => undefined);
    const memories = { thread: this.messages.length };
    return Promise.resolve(next ?? { kind: 'delivered', externalId: `id-${message.id}`, memory: memories });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get alerts(): AlertMessage[] {
    return this.messages.map(({ message }) => message).filter((message) => message.kind === 'alert');
  }

  get digests(): DigestMessage[] {
    return this.messages.map(({ message }) => message).filter((message) => message.kind === 'digest');
  }

  /** What happened, in order: event and template. */
  get told(): string[] {
    return this.messages.map(({ message }) =>
      message.kind === 'digest' ? `digest of ${String(message.alerts)}` : `${message.event} ${message.alert.template}`,
    );
  }
}

/** Alerting on a real database, with a clock of its own and scripted channels. */
export class AlertRig {
  now = Date.UTC(2026, 10, 21, 12);
  readonly slack = new ScriptedChannel('slack');
  readonly email = new ScriptedChannel('email');
  readonly changes: Alert[] = [];
  readonly outcomes: string[] = [];
  policies: Readonly<Record<string, Partial<AlertPolicy>>> = {};
  inhibitions: AlertEngineParts['rules']['inhibitions'] = [];

  private constructor(
    readonly db: TestDatabase,
    readonly pool: Pool,
  ) {}

  static async open(): Promise<AlertRig> {
    const db = await createTestDatabase();
    return new AlertRig(db, new Pool({ connectionString: db.url, max: 6 }));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.db.drop();
  }

  engine(given: Partial<AlertEngineParts> = {}): AlertEngine {
    return new AlertEngine({
      store: new AlertStore(this.pool),
      rules: {
        policyOf: (ruleId) => ({ ...POLICY, ...this.policies[ruleId] }),
        inhibitions: this.inhibitions,
      },
      channels: new Set(['slack', 'email']),
      maxOpen: 10_000,
      now: () => this.now,
      onChange: (alerts) => this.changes.push(...alerts),
      ...given,
    });
  }

  dispatcher(given: Partial<DispatcherOptions> = {}): Dispatcher {
    return new Dispatcher([this.slack, this.email], new DeliveryStore(this.pool), {
      perChannel: 10,
      inAll: 60,
      linksOf: () => ({ alert: null, log: null }),
      now: () => this.now,
      onOutcome: (channel, outcome, count) => this.outcomes.push(`${channel} ${outcome} ${String(count)}`),
      ...given,
    });
  }

  /** Notes hits as the write of a batch does. */
  async hit(...hits: Partial<AlertHit>[]): Promise<void> {
    await inTransaction(this.pool, (client) =>
      storeAlertHits(
        client,
        hits.map((hit) => this.hitOf(hit)),
      ),
    );
    await this.pool.query('UPDATE alert_hits SET arrived_at = $1', [new Date(this.now)]);
  }

  /** Lets time pass in steps of a second at most, engine and dispatcher working. */
  async pass(ms: number, engine: AlertEngine, dispatcher: Dispatcher | null, stepMs = ms): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      this.now += Math.min(stepMs, left);
      await this.work(engine, dispatcher);
    }
  }

  async work(engine: AlertEngine, dispatcher: Dispatcher | null): Promise<void> {
    while (await engine.turn());
    await dispatcher?.turn();
  }

  private hitOf(given: Partial<AlertHit>): AlertHit {
    const template = given.template ?? 'disk <NUM> failed';
    const seen = given.lastSeen ?? this.now;
    return {
      fingerprint: template,
      rule: { id: 'incident', name: 'Incidents' },
      category: 'Critical Error',
      source: 'raid',
      template,
      templateId: templateIdOf(template),
      entities: {},
      severity: 9,
      triage: 'incident',
      threats: [],
      llmOnly: false,
      suggestion: 'Replace the disk.',
      brief: false,
      count: 1,
      firstSeen: seen,
      lastSeen: seen,
      samples: [{ logId: null, timestamp: seen, message: 'disk 3 failed' }],
      perMinute: [],
      ...given,
    };
  }
}
