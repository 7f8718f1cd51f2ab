import type { Suggestion, Suggestions } from './suggestions';

/** A cue that never brings its text, because every message that holds it gets another entry's. */
export interface UnusedCue {
  /** Positions, from 0, of the entry and of the cue in it. */
  readonly entry: number;
  readonly cue: number;
  readonly text: string;
  /** Position of an entry that is given instead. */
  readonly preferred: number;
}

/**
 * Tries every cue on the shortest messages that hold it, alone or with one of the software words: where another entry
 * wins there, it wins in every longer message, too.
 */
export function unusedCues(entries: readonly Suggestion[], suggestions: Suggestions): readonly UnusedCue[] {
  return entries.flatMap((entry, index) =>
    entry.cue.flatMap((text, cue) => {
      let preferred = index;
      for (const category of entry.category) {
        for (const sample of samplesOf(entry, text)) {
          const given = suggestions.entryFor(category, sample);
          if (given === entry) return [];
          preferred = entries.findIndex((other) => other === given);
        }
      }
      return [{ entry: index, cue, text, preferred }];
    }),
  );
}

function samplesOf({ software }: Suggestion, cue: string): readonly string[] {
  return software.length === 0 ? [cue] : software.map((name) => `${name} and ${cue}`);
}
