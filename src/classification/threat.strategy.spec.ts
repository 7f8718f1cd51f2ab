import type { EnrichedLog } from '../core/log';
import { openRecord, rawLine } from '../core/record';
import { ThreatStrategy, threatVerdict } from './threat.strategy';

function logWith(threats: string[], status: number | null): EnrichedLog {
  const log = openRecord(rawLine('GET / returned', null), 0, 1000);
  return { ...log, threats, fields: status === null ? {} : { status } };
}

describe('ThreatStrategy', () => {
  it.each([
    [200, 9, 'incident'],
    [302, 8, 'incident'],
    [500, 8, 'incident'],
    [404, 7, 'preventive_action'],
    [null, 8, 'incident'],
  ])('rates an injection that was answered with %s', (status, severity, triage) => {
    expect(threatVerdict(logWith(['command-injection'], status))).toMatchObject({ severity, triage });
  });

  it('takes the worst of several threats', () => {
    expect(threatVerdict(logWith(['xss', 'scanner-probe'], 200))).toMatchObject({
      ruleId: 'threat-scanner-probe',
      severity: 8,
    });
  });

  it('leaves logs without threats, and threats it does not know, to the others', () => {
    const strategy = new ThreatStrategy('Angriff');
    expect(strategy.classify([logWith([], 200), logWith(['unheard-of'], 200)])).toEqual([null, null]);
    expect(strategy.classify([logWith(['ssrf'], 403)])).toMatchObject([{ category: 'Angriff', severity: 6 }]);
  });
});
