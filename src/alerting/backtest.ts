import type { AlertHit } from '../core/alert-hit';
import { IMPORTANT_SEVERITY } from '../core/verdict';
import type { LogQuery, LogRepository } from '../persistence/log.repository';
import { LogWalk, type WalkLimits } from '../persistence/log-walk';
import { mostWithin } from './advance';
import { AlertDecider } from './alert-decider';
import { AlertRule, type TemplateNews } from './alert-rule';

const DAY_MS = 86_400_000;
const TOP_GROUPS = 20;

/** Beyond which a backtest stops. */
export interface BacktestLimits extends WalkLimits {
  readonly groups: number;
}

const LIMITS: BacktestLimits = { logs: 200_000, groups: 10_000, ms: 10_000 };

/** Logs that would have been one alert. Times are epoch milliseconds by the clock of the logs. */
interface BacktestGroup {
  readonly category: string;
  readonly source: string;
  readonly template: string;
  readonly entities: Readonly<Record<string, string>>;
  readonly severity: number;
  readonly count: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** One of the latest. */
  readonly sample: AlertHit['samples'][number] | null;
  /** False when there were never enough of them at a time. */
  readonly fires: boolean;
}

/** What a rule would have found in stored logs. */
export interface BacktestResult {
  /** Logs that were looked at: those that triage and severity of the rule leave. */
  readonly looked: number;
  readonly matched: number;
  readonly groups: number;
  /** Groups that would have fired; one that went quiet and came back counts once. */
  readonly alerts: number;
  /** Most logs first. */
  readonly top: readonly BacktestGroup[];
  /** Epoch milliseconds of arrival: how far back it has looked. */
  readonly from: number;
  /** Why it did not look back to the end; null when it did. */
  readonly cut: keyof BacktestLimits | null;
  /** What the answer does not say, in sentences for a person. */
  readonly notes: readonly string[];
}

interface Group {
  /** Of the latest logs. */
  readonly hit: AlertHit;
  severity: number;
  count: number;
  firstSeen: number;
  lastSeen: number;
  readonly perMinute: Map<number, number>;
}

/** Nobody knows any more what was new or rare then. */
const EVERYTHING_IS_NEWS: TemplateNews = { isNew: () => true, isRare: () => true };

/** Tries alert rules on stored logs. */
export class Backtest {
  private readonly walk: LogWalk;

  constructor(
    logs: LogRepository,
    private readonly limits: BacktestLimits = LIMITS,
  ) {
    this.walk = new LogWalk(logs, 'backtest');
  }

  /** @throws InputError when another one is running */
  async run({ definition }: AlertRule, days: number): Promise<BacktestResult> {
    const decider = new AlertDecider('', EVERYTHING_IS_NEWS);
    decider.use([new AlertRule({ ...definition, enabled: true })]);
    const groups = new Map<string, Group>();
    let matched = 0;
    const query = queryOf(definition, Date.now() - days * DAY_MS);
    const { looked, from, cut } = await this.walk.back(query, this.limits, (logs) => {
      for (const hit of decider.decide(logs)) {
        matched += hit.count;
        addTo(groups, hit);
      }
      return groups.size >= this.limits.groups;
    });
    const shown = [...groups.values()].map((group) => shownOf(group, definition.count));
    return {
      looked,
      matched,
      groups: groups.size,
      alerts: shown.filter(({ fires }) => fires).length,
      top: shown.sort((a, b) => b.count - a.count).slice(0, TOP_GROUPS),
      from,
      cut: cut === 'enough' ? 'groups' : cut,
      notes: notesOn(definition),
    };
  }
}

/**
 * Narrows by what the index of important logs knows; the rule itself looks at the rest. A condition without an index
 * would make PostgreSQL search for a page without an end.
 */
function queryOf(
  { when: { triage, minSeverity } }: AlertRule['definition'],
  from: number,
): LogQuery & { readonly from: number } {
  return {
    from,
    ...(triage === undefined || triage.includes('normal') ? {} : { triage }),
    ...(minSeverity === undefined || minSeverity < IMPORTANT_SEVERITY ? {} : { minSeverity }),
  };
}

function addTo(groups: Map<string, Group>, hit: AlertHit): void {
  let group = groups.get(hit.fingerprint);
  if (group === undefined) {
    const { severity, firstSeen, lastSeen } = hit;
    group = { hit, severity, count: 0, firstSeen, lastSeen, perMinute: new Map() };
    groups.set(hit.fingerprint, group);
  }
  group.count += hit.count;
  group.severity = Math.max(group.severity, hit.severity);
  group.firstSeen = Math.min(group.firstSeen, hit.firstSeen);
  group.lastSeen = Math.max(group.lastSeen, hit.lastSeen);
  for (const [minute, count] of hit.perMinute) group.perMinute.set(minute, (group.perMinute.get(minute) ?? 0) + count);
}

function shownOf(
  { hit, severity, count, firstSeen, lastSeen, perMinute }: Group,
  condition: AlertRule['definition']['count'],
): BacktestGroup {
  const { category, source, template, entities } = hit;
  const fires =
    condition === undefined || mostWithin(Object.fromEntries(perMinute), condition.within) >= condition.atLeast;
  return {
    category,
    source,
    template,
    entities,
    severity,
    count,
    firstSeen,
    lastSeen,
    sample: hit.samples[0] ?? null,
    fires,
  };
}

function notesOn({ when: { template } }: AlertRule['definition']): string[] {
  const notes = ['verdicts are those of now: an LLM may have raised some after the logs came in'];
  if (template !== undefined) notes.push(`"template: ${template}" cannot be tested on history and was taken as met`);
  return notes;
}
