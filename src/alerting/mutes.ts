import { z } from 'zod';
import type { Alert } from '../core/alert';
import type { SilenceRow } from '../persistence/alerts/alert-store';
import { labelOf, matcherSchema, matchesAll, type Matcher } from './matcher';
import { isWithin, scheduleSchema, type Schedule } from './schedule';

/** While alerts of one rule fire, those of others with the same labels tell nobody anything new. */
export interface Inhibition {
  readonly by: string;
  /** Rules that are kept quiet. */
  readonly rules: readonly string[];
  /** Labels that both alerts must have in common; never empty. */
  readonly equal: readonly string[];
}

interface ActiveSilence {
  readonly matchers: readonly Matcher[];
  readonly schedule: Schedule | null;
}

const storedSchema = z.object({ matchers: z.array(matcherSchema), schedule: scheduleSchema.nullable() });

/** Why nobody is told about some alerts now. */
export class Mutes {
  private readonly silences: readonly ActiveSilence[];

  constructor(
    silences: readonly Pick<SilenceRow, 'matchers' | 'schedule'>[],
    private readonly inhibitions: readonly Inhibition[],
    /** Open alerts of the rules that inhibit. */
    private readonly inhibitors: readonly Alert[],
  ) {
    this.silences = silences.map((row) => storedSchema.parse(row));
  }

  /** In a word for the timeline; null when nothing keeps it quiet. */
  reasonFor(alert: Alert, now: number): 'silence' | 'maintenance' | 'inhibition' | null {
    const silence = this.silences.find(
      ({ matchers, schedule }) => matchesAll(alert, matchers) && (schedule === null || isWithin(schedule, now)),
    );
    if (silence !== undefined) return silence.schedule === null ? 'silence' : 'maintenance';
    return this.isInhibited(alert) ? 'inhibition' : null;
  }

  private isInhibited(alert: Alert): boolean {
    return this.inhibitions.some(
      ({ by, rules, equal }) =>
        rules.includes(alert.rule.id) &&
        this.inhibitors.some(
          (other) =>
            other.rule.id === by &&
            other.id !== alert.id &&
            equal.every((label) => labelOf(other, label) === labelOf(alert, label)),
        ),
    );
  }
}
