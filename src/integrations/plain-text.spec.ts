import { cutText, plainBlock, plainLine } from './plain-text';

const FAMILY = '👨‍👩‍👧';

describe('a line', () => {
  it.each([
    ['control characters', 'a\r\nBcc: b@example.com\0\u001b[31m', 'a Bcc: b@example.com [31m'],
    ['directions', 'user\u202Egnp.exe\u2066 \u200Bx', 'usergnp.exe x'],
    ['line ends of Unicode', 'a\u2028b\u2029c\u0085d', 'a b c d'],
    ['letters that are blank', 'a\u3164b\u2800c\u{E0041}d', 'abcd'],
    ['halves of characters', 'a\uD800b', 'a\uFFFDb'],
  ])('is without %s', (_what, text, plain) => {
    expect(plainLine(text, 100)).toBe(plain);
  });

  it('is without secrets, also where something invisible stands in between', () => {
    expect(plainLine('password=hunter2secret', 100)).toBe('password=[REDACTED:password]');
    expect(plainLine('pass\u200Bword=hunter2secret', 100)).not.toContain('hunter2');
  });

  it('is quick and short for a text of a million characters', () => {
    const line = plainLine(`start ${'x'.repeat(1_000_000)}`, 120);
    expect(line).toHaveLength(120);
    expect(line.endsWith('…')).toBe(true);
  });
});

describe('a block', () => {
  it('keeps its lines and its indentation, but not too many', () => {
    expect(plainBlock('Error: x\r\n\tat y\n  at z\n', 100, 12)).toBe('Error: x\n at y\n  at z');
    expect(plainBlock('1\n2\n3\n4', 100, 2)).toBe('1\n2…');
  });
});

describe('a cut', () => {
  it('falls between characters as people see them', () => {
    expect(cutText(`ab${FAMILY}cd`, 5)).toBe('ab…');
    expect(cutText('e\u0301e\u0301e\u0301', 4)).toBe('e\u0301…');
    expect(cutText('short', 5)).toBe('short');
  });

  it.each([2, 5, 8, 9, 10, 11, 20])('makes at most %i of whatever it gets', (length) => {
    expect(cutText(FAMILY.repeat(10), length).length).toBeLessThanOrEqual(length);
    expect(cutText(FAMILY.repeat(10), length).isWellFormed()).toBe(true);
    expect(cutText(`a${'\u0301'.repeat(1000)}`, length).length).toBeLessThanOrEqual(length);
  });
});
