import { LinearPattern, PatternError, TEXT_END } from './linear-pattern';

function compile(source: string, flags = 'i'): LinearPattern {
  return LinearPattern.compile(source, flags);
}

describe('LinearPattern', () => {
  it('matches anywhere in the text, by default without regard to case', () => {
    expect(compile('disk full').test('the Disk Full alarm')).toBe(true);
    expect(compile('disk full', '').test('the Disk Full alarm')).toBe(false);
    expect(compile('^b.c$', 'ms').test('a\nb\nc\nd')).toBe(true);
    expect(compile('^b.c$').test('a\nb\nc\nd')).toBe(false);
  });

  // With a backtracking engine neither of these would end in a lifetime.
  it.each([
    ['(a+)+$', `${'a'.repeat(100_000)}b`],
    ['(x+x+)+y', 'x'.repeat(100_000)],
    ['(?<n>(?:a|a?)+)z', 'a'.repeat(100_000)],
  ])('is linear: %s', (pattern, text) => {
    expect(compile(pattern).test(text)).toBe(false);
    expect(compile(pattern).capture(text)).toBeNull();
  });

  it('gives the named groups of the leftmost match', () => {
    const pattern = compile('(?<pct>\\d+)%(?: of (?<what>\\w+))?');
    expect(pattern.groups).toEqual(['pct', 'what']);
    expect(pattern.capture('cpu 97% and 98% of disk')).toMatchObject({ pct: '97', what: null });
    expect(pattern.capture('cpu')).toBeNull();
    expect(pattern.capture('98% of disk')).toMatchObject({ pct: '98', what: 'disk' });
  });

  it('gives as evidence the match and the neighbours that an assertion looked at', () => {
    expect(compile('disk \\d+').evidence('on disk 7 now')).toBe('disk 7');
    expect(compile('\\bdisk').evidence('on disk 7')).toBe(' disk');
    expect(compile('disk\\b').evidence('on disk 7')).toBe('disk ');
    expect(compile('^on\\b').evidence('on disk')).toBe(`${TEXT_END}on `);
    expect(compile('\\d$').evidence('disk 7')).toBe(`7${TEXT_END}`);
    expect(compile('é\\b.😀').evidence('😀 é 😀x')).toBeNull();
    expect(compile('x 😀').evidence('é😀x 😀')).toBe('x 😀');
    expect(compile('none').evidence('disk')).toBeNull();
  });

  it.each([
    ['a(?=b)', 'look-ahead "(?="'],
    ['a(?!b)', 'look-ahead "(?!"'],
    ['(?<=a)b', 'look-behind "(?<="'],
    ['(?<!a)b', 'look-behind "(?<!"'],
    ['(a)\\1', 'the back-reference "\\1"'],
    ['(?<q>a)\\k<q>', 'the back-reference "\\k<"'],
    ['(?>a+)b', 'the atomic or possessive "(?>"'],
    ['a++b', 'the atomic or possessive "++"'],
  ])('refuses %s by name', (pattern, name) => {
    const act = (): LinearPattern => compile(pattern);
    expect(act).toThrow(PatternError);
    expect(act).toThrow(`uses ${name}: patterns run on a linear-time engine`);
  });

  it.each([
    ['(', 'is not a valid pattern: error parsing regexp: missing closing )'],
    ['a'.repeat(2001), 'must not be longer than 2000 characters'],
    ['(?:.{0,900}x){2}', 'is not a valid pattern'],
    ['.{0,900}.{0,900}.{0,900}', 'is too costly'],
  ])('refuses %.20s', (pattern, message) => {
    expect(() => compile(pattern)).toThrow(message);
  });
});
