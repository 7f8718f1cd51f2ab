import fc from 'fast-check';
import { LinearPattern } from '../../classification/regex/linear-pattern';
import { maskMessage } from '../../core/mask';
import { generalise } from './generalise';

function member(template: string, ...messages: string[]): { template: string; messages: string[] } {
  return { template, messages };
}

describe('generalise', () => {
  it('writes what members share once and keeps what they do not share apart', () => {
    const [{ pattern } = { pattern: '' }] = generalise([
      member('pump <NUM> started in bay <NUM>', 'pump 1 started in bay 2'),
      member('pump <NUM> stopped in bay <NUM>', 'pump 3 stopped in bay 4'),
      member('pump <NUM> of line A stopped', 'pump 7 of line A stopped'),
    ]);
    expect(pattern).toBe('^pump \\d+ (?:started in bay \\d+|stopped in bay \\d+|of line A stopped)$');
    const compiled = LinearPattern.compile(pattern, '');
    expect(compiled.test('pump 12 stopped in bay 9')).toBe(true);
    // The beginning of one and the end of another.
    expect(compiled.test('pump 12 started')).toBe(false);
    expect(compiled.test('pump 12 of line A started in bay 9')).toBe(false);
  });

  it('goes no further than the values it was shown', () => {
    const pattern = (template: string, ...messages: string[]): string =>
      generalise([member(template, ...messages)])[0]?.pattern ?? '';
    expect(pattern('user <*>', 'user ana', 'user ivo')).toBe('^user [A-Za-z]+$');
    expect(pattern('user <*>', 'user ana', 'user a.b-1')).toBe('^user [\\w.-]+$');
    expect(pattern('user <*>.', 'user .', 'user ana.')).toBe('^user (?:[A-Za-z]+)?\\.$');
    expect(pattern('from <IP>', 'from 10.0.0.1')).toBe('^from \\d{1,3}(?:\\.\\d{1,3}){3}$');
    expect(pattern('from <IP>', 'from ::1')).toBe('^from [0-9A-Fa-f:.]+(?:%\\w+)?(?:/\\d{1,3})?$');
    expect(pattern('took <NUM>', 'took 1.5', 'took 2')).toBe('^took \\d+(?:\\.\\d+)?$');
    expect(pattern('took <NUM>', 'took -1')).toBe('^took -?\\d+$');
    expect(pattern('took <NUM>', 'took -1.5')).toBe('^took -?\\d+(?:\\.\\d+)?$');
    expect(pattern('took <NUM>', 'took 1,500')).toBe('^took [-+#$~]?\\d+(?:[.,]\\d+)*$');
    expect(pattern('on <TIME>', 'on 2025-07-30')).toBe('^on \\d{4}-\\d{2}-\\d{2}$');
    expect(pattern('at <TIME>', 'at 06:25:10', 'at 23:00:01')).toBe('^at \\d{2}:\\d{2}:\\d{2}$');
  });

  it('makes several patterns of members that are too many for one', () => {
    const members = Array.from({ length: 200 }, (_, i) => {
      const name = `${'ab'.repeat(i % 20)}${String.fromCharCode(97 + (i % 26))}c${'d'.repeat(i)}`;
      return member(`state ${name}`, `state ${name}`);
    });
    const found = generalise(members);
    expect(found.length).toBeGreaterThan(1);
    expect(found.flatMap((one) => one.members)).toEqual(members);
  });

  it('leaves out what the rule engine does not take', () => {
    expect(generalise([member('x'.repeat(2100), 'x'.repeat(2100))])).toEqual([]);
  });

  it('matches every message of every member, whatever they look like', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('10.0.0.1', '5ms', '/a/b?c=1', 'a@b.cd', '(x)', '$'),
    );
    const text = fc
      .array(word, { minLength: 1, maxLength: 6 })
      .map((words) => words.join(' '))
      .filter((joined) => !joined.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (messages) => {
        const members = messages.map((message) => member(maskMessage(message), message));
        for (const { pattern, members: own } of generalise(members)) {
          const compiled = LinearPattern.compile(pattern, '');
          for (const { messages: lines } of own) {
            for (const line of lines) expect([pattern, line, compiled.test(line)]).toEqual([pattern, line, true]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
