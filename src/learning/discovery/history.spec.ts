import type { Triage, Verdict } from '../../core/verdict';
import { unitsOf, type HistoryLine } from './history';

const OPTIONS = { categoryFrom: 'model', minConfidence: 0.5, minPrecision: 0.9 } as const;

function line(message: string, severity: number, triage: Triage = 'normal'): HistoryLine {
  const verdict: Verdict = {
    category: 'System Notification',
    severity,
    triage,
    confidence: 0.9,
    decidedBy: 'bert',
    ruleId: null,
    modelVersion: 'test',
    suggestion: null,
  };
  return { message, label: null, verdict };
}

function answers(lines: readonly HistoryLine[]): [string, number, string][] {
  const { units } = unitsOf(lines, OPTIONS);
  return units.map(({ template, answer }) => [template, answer.severity, answer.triage]);
}

describe('unitsOf', () => {
  it('is one answer, the most severe one, where severities of names differ a little', () => {
    expect(answers([line('Evicting for user ana', 1), line('Evicting for user ivo', 3)])).toEqual([
      ['Evicting for user <*>', 3, 'normal'],
    ]);
  });

  it.each([
    ['in triage', line('switch port=up', 3), line('switch port=down', 3, 'preventive_action')],
    ['by much', line('switch port=up', 1), line('switch port=down', 4)],
  ])('is an answer a form where they differ %s', (_, ...lines) => {
    expect(answers(lines).map(([template]) => template)).toEqual(['switch port=up', 'switch port=down']);
  });

  it('leaves out what an amount decides', () => {
    const { units, unfit } = unitsOf([line('disk 40 % full', 2), line('disk 60 % full', 3)], OPTIONS);
    expect(units).toEqual([]);
    expect(unfit).toMatchObject({ mixed: 2 });
  });

  it('leaves out what is no text, but not colours', () => {
    const lines = [line('\u0000\u0001', 2), line('a\ufffdb', 2), line('\u001b[31mred\u001b[0m\tsplit', 2)];
    const { units, unfit } = unitsOf(lines, OPTIONS);
    expect(unfit).toMatchObject({ unreadable: 2 });
    expect(units).toHaveLength(1);
  });
});
