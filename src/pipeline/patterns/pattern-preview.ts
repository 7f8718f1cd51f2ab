import { RuleSet } from '../../classification/regex/rule-set';
import { threatVerdict } from '../../classification/threat.strategy';
import type { ClassifiedLog } from '../../core/log';
import { worseTriage, type Verdict } from '../../core/verdict';
import type { LogRepository } from '../../persistence/log.repository';
import { LogWalk, type Walked, type WalkLimits } from '../../persistence/log-walk';
import type { PatternService } from './pattern-service';
import { readPattern } from './read-patterns';

const HOUR_MS = 3_600_000;
const LIMITS: WalkLimits = { logs: 200_000, ms: 10_000 };
const MAX_SAMPLES = 10;
/** Kinds of changes, and other rules, that are listed. */
const MAX_LISTED = 20;

/** What a verdict says that a rule may say otherwise. */
type Answer = Pick<Verdict, 'category' | 'severity' | 'triage' | 'decidedBy'>;

/** What a rule would do to stored logs. */
export interface PreviewResult extends Pick<Walked, 'looked' | 'from'> {
  /** Why it did not look back to the end; null when it did. */
  readonly cut: keyof WalkLimits | null;
  /** Logs that the rule matches. */
  readonly matched: number;
  /** Logs of those that no attack and no rule before it decides: this one would. */
  readonly taken: number;
  /** Logs of those that would get another category, severity or triage. */
  readonly changed: number;
  /** Logs of those whose triage or severity would be milder. */
  readonly milder: number;
  /** Who decides the matched logs that it would not get; most logs first. */
  readonly before: readonly { readonly ruleId: string; readonly logs: number }[];
  /** The answers of today to the logs that it would take; most logs first. */
  readonly answers: readonly (Answer & { readonly logs: number })[];
  /** The newest logs that it would take, those that would change first. */
  readonly samples: readonly ClassifiedLog[];
}

/** Counts what a rule would do to the logs that it matches, newest first. */
class Tally {
  private matched = 0;
  private taken = 0;
  private changed = 0;
  private milder = 0;
  private readonly before = new Map<string, { ruleId: string; logs: number }>();
  private readonly answers = new Map<string, Answer & { logs: number }>();
  private readonly different: ClassifiedLog[] = [];
  private readonly same: ClassifiedLog[] = [];

  constructor(private readonly verdict: Verdict) {}

  /** @param decidedBefore id of the rule that has the word on this log; null when there is none */
  add(log: ClassifiedLog, decidedBefore: string | null): void {
    this.matched++;
    if (decidedBefore !== null) {
      const other = this.before.get(decidedBefore);
      this.before.set(decidedBefore, { ruleId: decidedBefore, logs: (other?.logs ?? 0) + 1 });
      return;
    }
    this.taken++;
    const { category, severity, triage, decidedBy } = log.verdict;
    const key = JSON.stringify([category, severity, triage, decidedBy]);
    const logs = (this.answers.get(key)?.logs ?? 0) + 1;
    this.answers.set(key, { category, severity, triage, decidedBy, logs });
    const next = this.verdict;
    const differs = category !== next.category || severity !== next.severity || triage !== next.triage;
    if (differs) this.changed++;
    if (next.severity < severity || worseTriage(triage, next.triage) !== next.triage) this.milder++;
    const samples = differs ? this.different : this.same;
    if (samples.length < MAX_SAMPLES) samples.push(log);
  }

  get result(): Omit<PreviewResult, keyof Walked> {
    const { matched, taken, changed, milder } = this;
    const most = <T extends { readonly logs: number }>(counts: ReadonlyMap<string, T>): T[] =>
      [...counts.values()].sort((a, b) => b.logs - a.logs).slice(0, MAX_LISTED);
    const samples = [...this.different, ...this.same].slice(0, MAX_SAMPLES);
    return { matched, taken, changed, milder, before: most(this.before), answers: most(this.answers), samples };
  }
}

/** Tries regex rules on stored logs. */
export class PatternPreview {
  private readonly walk: LogWalk;

  constructor(
    logs: LogRepository,
    private readonly service: Pick<PatternService, 'ahead'>,
    private readonly categories: readonly string[],
    private readonly limits: WalkLimits = LIMITS,
  ) {
    this.walk = new LogWalk(logs, 'preview');
  }

  /**
   * What a rule would do if it were active.
   * @throws InputError when it is wrong, when the file has its id, or when another preview is running
   */
  async run(value: unknown, hours: number): Promise<PreviewResult> {
    const pattern = readPattern(value, this.categories);
    const { rule } = pattern;
    const [alone, before] = [new RuleSet([rule]), new RuleSet(this.service.ahead(pattern))];
    const tally = new Tally(rule.verdict);
    const { looked, from, cut } = await this.walk.back({ from: Date.now() - hours * HOUR_MS }, this.limits, (logs) => {
      for (const log of logs) {
        if (alone.match(log) !== null) tally.add(log, threatVerdict(log)?.ruleId ?? before.match(log)?.id ?? null);
      }
      return false;
    });
    // All logs count, so it never has seen enough.
    return { looked, from, cut: cut === 'enough' ? null : cut, ...tally.result };
  }
}
