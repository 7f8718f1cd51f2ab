import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { maskMessage } from '../../core/mask';
import { openRecord, rawLine } from '../../core/record';
import type { EnrichedLog } from '../../core/log';
import { CATEGORY_NAMES } from '../../core/verdict';
import { readRules } from './read-rules';
import { RegexStrategy } from './regex.strategy';
import { RuleSet } from './rule-set';

const PATH = join(__dirname, '../../../configs/regex_patterns.json');

/** A line as parser and template step leave it. */
function logOf(parsed: Partial<EnrichedLog> & { readonly message: string }): EnrichedLog {
  const { message } = parsed;
  const template = maskMessage(message);
  return { ...openRecord(rawLine(message, null), 0, 65_536), masked: template, formId: template, ...parsed };
}

const NONE = new RuleSet([]);

describe('RegexStrategy', () => {
  const rules = new RuleSet(readRules(readFileSync(PATH, 'utf8'), PATH, CATEGORY_NAMES));

  it('answers at once, a verdict a log in the order of the logs, null where no rule matches', () => {
    const strategy = new RegexStrategy({ rules, shadow: NONE });
    const verdicts = strategy.classify([
      logOf({ message: 'nothing that a rule knows' }),
      logOf({ message: 'User 12345 logged in.' }),
      logOf({ message: 'Disk usage on /dev/sda1 is 97%' }),
    ]);
    expect(verdicts.map((verdict) => verdict?.ruleId ?? null)).toEqual([
      null,
      'user-logged-in-out',
      'disk-usage-critical',
    ]);
    expect(verdicts[1]).toMatchObject({ category: 'User Action', triage: 'normal', decidedBy: 'regex' });
  });

  it('gives the contract its answer for a forbidden administrator path', () => {
    const fields = {
      method: 'GET',
      path: '/admin',
      status: 403,
      bytes: 462,
      clientIp: '127.0.0.1',
      protocol: 'HTTP/1.1',
    };
    const log = logOf({ message: 'GET /admin returned 403', source: 'nginx', format: 'nginx-access', fields });
    const [verdict] = new RegexStrategy({ rules, shadow: NONE }).classify([log]);
    expect(verdict).toEqual({
      category: 'Security Alert',
      severity: 7,
      triage: 'preventive_action',
      confidence: 0.96,
      decidedBy: 'regex',
      ruleId: 'http-admin-forbidden',
      modelVersion: null,
      suggestion: expect.any(String) as string,
    });
  });

  it('counts what rules decide, and what those in the shadow would', () => {
    const login = logOf({ message: 'User 12345 logged in.' });
    const strategy = new RegexStrategy({ rules: NONE, shadow: rules });
    expect(strategy.classify([login, login])).toEqual([null, null]);
    expect([...strategy.hits]).toEqual([]);
    expect([...strategy.shadowHits]).toEqual([['user-logged-in-out', 2]]);
    const deciding = new RegexStrategy({ rules, shadow: NONE });
    deciding.classify([login, logOf({ message: 'nothing that a rule knows' })]);
    expect([...deciding.hits]).toEqual([['user-logged-in-out', 1]]);
  });

  it('takes new rules from its source between two batches', () => {
    const source = { rules, shadow: NONE };
    const strategy = new RegexStrategy(source);
    const log = logOf({ message: 'User 12345 logged in.' });
    expect(strategy.classify([log])).not.toEqual([null]);
    source.rules = new RuleSet([]);
    expect(strategy.classify([log])).toEqual([null]);
  });
});
