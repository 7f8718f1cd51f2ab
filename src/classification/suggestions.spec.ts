import { DEFAULT_CATEGORIES, TRIAGES, UNCLASSIFIED } from '../core/verdict';
import { ADVICE, DEFAULT_ADVICE } from './advice';
import { suggestionFor } from './suggestions';

const CATEGORIES = DEFAULT_CATEGORIES.map(({ name }) => name);

describe('suggestionFor', () => {
  it('says what to do for every category, known or not, unless the triage is normal', () => {
    for (const category of [...CATEGORIES, UNCLASSIFIED, 'My Own']) {
      for (const triage of TRIAGES) {
        const suggestion = suggestionFor(category, triage, 'something happened');
        if (triage === 'normal') expect(suggestion).toBeNull();
        else expect(suggestion).toMatch(/^[A-Z].{20,}\.$/);
      }
    }
  });

  it('goes by cues in the message, the first advice first', () => {
    const about = (message: string): string | null => suggestionFor('Error', 'preventive_action', message);
    expect(about('Connection to db TIMED OUT')).toMatch(/slow/);
    expect(about('connection to db lost')).toMatch(/listens/);
    expect(about('TLS handshake broken')).toMatch(/certificate/);
    expect(about('xyzzy')).toMatch(/repeats/);
  });

  it('takes a cue at the start of a word only', () => {
    const about = (message: string): string | null => suggestionFor('Resource Usage', 'preventive_action', message);
    expect(about('ram at 97')).toMatch(/leak/);
    expect(about('program at 97')).not.toMatch(/leak/);
  });

  it('answers alike for the same log, and looks at the front of a long one only', () => {
    const long = `${'x '.repeat(2000)} timed out`;
    expect(suggestionFor('Error', 'incident', long)).toBe(suggestionFor('Error', 'incident', long));
    expect(suggestionFor('Error', 'incident', long)).toBe(suggestionFor('Error', 'incident', 'x'));
  });

  it('knows categories by the names that are configured by default', () => {
    for (const category of [...ADVICE.keys(), ...DEFAULT_ADVICE.keys()]) expect(CATEGORIES).toContain(category);
    expect([...DEFAULT_ADVICE.keys()].sort()).toEqual([...CATEGORIES].sort());
  });

  it('gives every advice a text of its own', () => {
    const texts = [...ADVICE.values()].flat().map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThanOrEqual(35);
  });
});
