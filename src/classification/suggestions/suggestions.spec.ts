import { Suggestions, wordsOf, type KnowledgeBase, type Suggestion } from './suggestions';

const OTHERWISE = { incident: 'Any incident.', preventive_action: 'Anything else.' };

/** One entry a text; the texts say which one was given. */
function entry(text: string, cue: readonly string[], more: Partial<Suggestion> = {}): Suggestion {
  return { category: ['Error'], software: [], cue, text, ...more };
}

function advise(entries: readonly Suggestion[], message: string, category = 'Error'): string | null {
  const defaults = new Map([['Error', { incident: 'An incident.', preventive_action: 'An error.' }]]);
  const base: KnowledgeBase = { entries, defaults, otherwise: OTHERWISE };
  return new Suggestions(base).suggest(category, 'preventive_action', message);
}

describe('Suggestions', () => {
  it('prefers software and cue to a cue, and a cue to the default, whatever their order', () => {
    const entries = [
      entry('full', ['disk full']),
      entry('postgres', ['full'], { software: ['postgres', 'pgbouncer'] }),
    ];
    for (const list of [entries, entries.toReversed()]) {
      expect(advise(list, 'postgres: disk full')).toBe('postgres');
      expect(advise(list, 'disk full, says pgbouncer')).toBe('postgres');
      expect(advise(list, 'disk full')).toBe('full');
      expect(advise(list, 'postgres is slow')).toBe('An error.');
    }
  });

  it('takes the first of equals, and asks for one cue of several', () => {
    const entries = [entry('first', ['timed out', 'timeout']), entry('second', ['connection'])];
    expect(advise(entries, 'connection timed out')).toBe('first');
    expect(advise(entries, 'connection lost')).toBe('second');
    expect(advise(entries.toReversed(), 'connection timed out')).toBe('second');
  });

  it('stays within the categories of an entry', () => {
    const entries = [entry('both', ['quota'], { category: ['Error', 'Resource Usage'] })];
    expect(advise(entries, 'quota reached', 'Resource Usage')).toBe('both');
    expect(advise(entries, 'quota reached', 'User Action')).toBe('Anything else.');
    expect(advise([entry('error', ['quota'])], 'quota reached', 'Resource Usage')).toBe('Anything else.');
  });

  it('falls back by category and triage, and says nothing only about what is normal', () => {
    const base = { entries: [], defaults: new Map(), otherwise: OTHERWISE };
    const { suggest } = new Suggestions(base);
    expect(suggest('My Own', 'incident', 'x')).toBe('Any incident.');
    expect(suggest('My Own', 'preventive_action', 'x')).toBe('Anything else.');
    expect(suggest('My Own', 'normal', 'x')).toBeNull();
  });

  it.each([
    ['a word in any case', 'ram', 'RAM at 97 percent', true],
    ['the start of a word', 'timeout', 'java.net.SocketException: TimeoutException', true],
    ['no other part of a word', 'ram', 'program at 97 percent', false],
    ['a phrase over punctuation', 'read only', 'file system is read-only', true],
    ['a phrase over values', 'failed times', 'failed 12 times', true],
    ['a phrase over masked values', 'failed times', 'failed <NUM> times', true],
    ['no phrase over another word', 'failed times', 'failed twelve times', false],
    ['no placeholder', 'time out', '<TIME> outside', false],
    ['letters of any language', 'größe überschritten', 'Die GRÖSSE? Größe überschritten!', true],
    ['the front of a long message', 'late', `${'x '.repeat(1500)}late`, false],
  ])('finds %s', (_what, cue, message, found) => {
    expect(advise([entry('found', [cue])], message)).toBe(found ? 'found' : 'An error.');
  });

  it('answers alike for the same message after others', () => {
    const { suggest } = new Suggestions({
      entries: [entry('a', ['alpha'], { software: ['one'] }), entry('b', ['beta'])],
      defaults: new Map(),
      otherwise: OTHERWISE,
    });
    const messages = ['one alpha', 'alpha', 'beta', 'one', ''];
    const answer = (): (string | null)[] => messages.map((message) => suggest('Error', 'incident', message));
    const first = answer();
    expect(first).toEqual(['a', 'Any incident.', 'b', 'Any incident.', 'Any incident.']);
    expect(answer()).toEqual(first);
  });
});

describe('wordsOf', () => {
  it('reads a message and its template alike', () => {
    const words = ' connect to failed after ms';
    expect(wordsOf('connect to 10.0.0.1:80 FAILED (after 12 ms)')).toBe(words);
    expect(wordsOf('connect to <IP> FAILED (after <NUM> ms)')).toBe(words);
  });
});
