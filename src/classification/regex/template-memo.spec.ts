import { maskMessage } from '../../core/mask';
import { LinearPattern } from './linear-pattern';
import { TemplateMemo } from './template-memo';

/** A real pattern that counts how often it is run. */
function counted(source: string): { readonly pattern: LinearPattern; readonly runs: () => number } {
  const pattern = LinearPattern.compile(source, 'i');
  const test = jest.spyOn(pattern, 'test');
  return { pattern, runs: () => test.mock.calls.length };
}

function logOf(message: string): { message: string; masked: string; formId: string } {
  const template = maskMessage(message);
  return { message, masked: template, formId: template };
}

describe('TemplateMemo', () => {
  it('runs a pattern once a template when its match stands in what the template fixes', () => {
    const memo = new TemplateMemo(10);
    const { pattern, runs } = counted('\\bdisk full\\b');
    for (const n of [1, 2, 3]) expect(memo.matches(0, pattern, logOf(`node ${String(n)}: disk full, go`))).toBe(true);
    expect(runs()).toBe(1);
    expect(memo.matches(0, pattern, logOf('another disk full'))).toBe(true);
    expect(runs()).toBe(2);
  });

  it.each([
    ['disk \\d+', ['disk 1', 'disk 2'], [true, true]],
    ['disk 1', ['disk 1', 'disk 2', 'disk 1'], [true, false, true]],
    ['\\bdisk', ['xdisk /a/disk', 'xdisk /a/none'], [true, false]],
    ['disk\\b', ['disks /disk/a', 'disks /none/a'], [true, false]],
    ['error', ['see /a/error', 'see /a/other', 'see /a/error'], [true, false, true]],
    ['5$', ['took 15', 'took 16', 'took 15'], [true, false, true]],
  ])('runs %s on every line of %j', (source, messages, expected) => {
    const memo = new TemplateMemo(10);
    const { pattern } = counted(source);
    expect(messages.map((message) => memo.matches(0, pattern, logOf(message)))).toEqual(expected);
  });

  it('keeps patterns apart', () => {
    const memo = new TemplateMemo(10);
    const log = logOf('disk full');
    expect(memo.matches(0, counted('disk').pattern, log)).toBe(true);
    expect(memo.matches(1, counted('empty').pattern, log)).toBe(false);
    expect(memo.matches(2, counted('full').pattern, log)).toBe(true);
  });

  it('forgets the templates that were not asked for, and keeps those that were', () => {
    const memo = new TemplateMemo(4);
    const { pattern, runs } = counted('word');
    const ask = (name: string): void => {
      memo.matches(0, pattern, logOf(`word ${name}`));
    };
    ask('kept');
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      ask(name);
      ask('kept');
    }
    expect(runs()).toBe(6);
    ask('a');
    expect(runs()).toBe(7);
  });
});
