import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { CHANNELS, type ChannelName } from '../core/alert';
import type { AlertHit } from '../core/alert-hit';
import type { JsonValue } from '../core/json';
import type { ClassifiedLog } from '../core/log';
import { cleanText } from '../core/text';
import { worseTriage, type Triage, type Verdict } from '../core/verdict';
import type { AlertRule, TemplateNews } from './alert-rule';

const MINUTE_MS = 60_000;
const FINGERPRINT_LETTERS = 32;
const REMEMBERED_FINGERPRINTS = 50_000;
const MAX_SAMPLES = 3;
const SAMPLE_LENGTH = 500;
const ENTITY_LENGTH = 200;
const TEXT_LENGTH = 2_048;

/** A hit while it is added up. */
type Growing = { -readonly [K in keyof AlertHit]: AlertHit[K] } & {
  samples: AlertHit['samples'][number][];
  minutes: Map<number, number>;
};

/** Finds the logs that rules are about and adds them up by alert. Looks at nothing but the batch. */
export class AlertDecider {
  private rules: Readonly<Record<Triage, readonly AlertRule[]>> = { incident: [], preventive_action: [], normal: [] };
  private readonly fingerprints = new LRUCache<string, string>({ max: REMEMBERED_FINGERPRINTS });
  /** Fingerprints of which a whole hit is stored. */
  private readonly told = new LRUCache<string, true>({ max: REMEMBERED_FINGERPRINTS });

  /** @param key secret that all servers share: who knows a fingerprint must not find out what it stands for */
  constructor(
    private readonly key: string,
    private readonly news: TemplateNews,
    /** Those that are set up. */
    private readonly channels: ReadonlySet<ChannelName> = new Set(CHANNELS),
  ) {}

  /** Most logs are normal, and most rules are not about these: each triage has its own list. */
  use(rules: readonly AlertRule[]): void {
    const active = rules.filter(
      ({ definition: { enabled, onlyWithChannel, channels } }) =>
        enabled && (!onlyWithChannel || channels.some((channel) => this.channels.has(channel))),
    );
    const of = (triage: Triage): AlertRule[] =>
      active.filter(({ definition: { when } }) => when.triage?.includes(triage) ?? true);
    this.rules = { incident: of('incident'), preventive_action: of('preventive_action'), normal: of('normal') };
  }

  /** What the rules have found in these logs; most of the time nothing. */
  decide(logs: readonly ClassifiedLog[]): AlertHit[] {
    let hits: Map<string, Growing> | null = null;
    for (const log of logs) {
      for (const rule of this.rules[log.verdict.triage]) {
        if (!rule.matches(log, this.news)) continue;
        hits ??= new Map();
        this.add(hits, rule, log);
      }
    }
    return hits === null ? [] : finished(hits);
  }

  /** What rules find in logs that have another verdict than before; those that knew the log before say nothing again. */
  decideAgain(changed: readonly { readonly log: ClassifiedLog; readonly before: Verdict }[]): AlertHit[] {
    const hits = new Map<string, Growing>();
    for (const { log, before } of changed) {
      const logBefore = { ...log, verdict: before };
      for (const rule of this.rules[log.verdict.triage]) {
        if (rule.matches(log, this.news) && !rule.matches(logBefore, this.news)) this.add(hits, rule, log);
      }
    }
    return finished(hits);
  }

  /** Say it when hits are durable: of their alerts, only what changes is noted from then on. */
  stored(hits: readonly AlertHit[]): void {
    for (const { fingerprint, brief } of hits) if (!brief) this.told.set(fingerprint, true);
  }

  private add(hits: Map<string, Growing>, { definition }: AlertRule, log: ClassifiedLog): void {
    const entities = entitiesOf(log, definition.groupBy);
    const { id, groupBy } = definition;
    const parts = [
      id,
      groupBy.includes('template') ? log.templateId : '',
      groupBy.includes('category') ? log.verdict.category : '',
      groupBy.includes('source') ? log.source : '',
      ...Object.values(entities),
    ];
    const fingerprint = this.fingerprint(JSON.stringify(parts));
    let hit = hits.get(fingerprint);
    if (hit === undefined) {
      const brief = this.told.has(fingerprint);
      hits.set(fingerprint, (hit = startedHit(fingerprint, definition, entities, log, brief)));
    }
    const { verdict, timestamp } = log;
    hit.count++;
    if (verdict.severity > hit.severity && !hit.brief) hit.suggestion = verdict.suggestion ?? hit.suggestion;
    hit.severity = Math.max(hit.severity, verdict.severity);
    hit.triage = worseTriage(hit.triage, verdict.triage);
    hit.firstSeen = Math.min(hit.firstSeen, timestamp);
    hit.lastSeen = Math.max(hit.lastSeen, timestamp);
    hit.llmOnly &&= verdict.decidedBy === 'llm';
    if (log.threats.length > 0) hit.threats = [...new Set([...hit.threats, ...log.threats])];
    if (hit.samples.length < MAX_SAMPLES && !hit.brief) {
      hit.samples.push({ logId: log.id, timestamp, message: cut(log.message, SAMPLE_LENGTH) });
    }
    if (definition.count === undefined) return;
    const minute = timestamp - (timestamp % MINUTE_MS);
    hit.minutes.set(minute, (hit.minutes.get(minute) ?? 0) + 1);
  }

  private fingerprint(parts: string): string {
    let fingerprint = this.fingerprints.get(parts);
    if (fingerprint === undefined) {
      fingerprint = createHmac('sha256', this.key).update(parts).digest('hex').slice(0, FINGERPRINT_LETTERS);
      this.fingerprints.set(parts, fingerprint);
    }
    return fingerprint;
  }
}

function finished(hits: ReadonlyMap<string, Growing>): AlertHit[] {
  return [...hits.values()].map(({ minutes, ...hit }) => ({ ...hit, perMinute: [...minutes] }));
}

function startedHit(
  fingerprint: string,
  { id, name }: AlertRule['definition'],
  entities: Readonly<Record<string, string>>,
  log: ClassifiedLog,
  brief: boolean,
): Growing {
  const { verdict, source, template, templateId, timestamp } = log;
  return {
    fingerprint,
    rule: { id, name },
    category: verdict.category,
    source: cut(source, TEXT_LENGTH),
    template: brief ? '' : cut(template, TEXT_LENGTH),
    templateId,
    entities,
    severity: verdict.severity,
    triage: verdict.triage,
    threats: [],
    llmOnly: true,
    suggestion: brief ? null : verdict.suggestion,
    brief,
    count: 0,
    firstSeen: timestamp,
    lastSeen: timestamp,
    samples: [],
    perMinute: [],
    minutes: new Map(),
  };
}

/** The values that set groups apart besides template, category and source; a log without one is a group of its own. */
function entitiesOf(log: ClassifiedLog, groupBy: readonly string[]): Record<string, string> {
  const entities: Record<string, string> = {};
  for (const name of groupBy) {
    if (!name.startsWith('fields.')) continue;
    entities[name] = cut(textOf(log.fields[name.slice('fields.'.length)]), ENTITY_LENGTH);
  }
  return entities;
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Also fit for PostgreSQL: a log that it refuses must not take the others of its batch with it. */
function cut(text: string, length: number): string {
  const { text: fit, truncated } = cleanText(text, length - 1);
  return truncated ? `${fit}…` : fit;
}
