import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnrichedLog } from '../../core/log';
import { maskMessage } from '../../core/mask';
import { openRecord, rawLine } from '../../core/record';
import { CATEGORY_NAMES, TRIAGES } from '../../core/verdict';
import { readRules, subjectOfExample } from './read-rules';
import { RuleSet } from './rule-set';
import type { RuleDefinition, RuleExample } from './rule-schema';

const PATH = join(__dirname, '../../../configs/regex_patterns.json');
const TEXT = readFileSync(PATH, 'utf8');
const { rules: DEFINITIONS } = JSON.parse(TEXT) as { rules: RuleDefinition[] };

function logOf(example: RuleExample): EnrichedLog {
  const subject = subjectOfExample(example);
  const template = maskMessage(subject.message);
  return { ...openRecord(rawLine(subject.message, null), 0, 65_536), ...subject, masked: template, formId: template };
}

// Reading them tries every rule on its own examples and near misses, and throws when one is wrong.
const RULES = readRules(TEXT, PATH, CATEGORY_NAMES);
const SET = new RuleSet(RULES);

describe('the rules that ship', () => {
  it('are many, and every category but the open one has some', () => {
    expect(RULES.length).toBeGreaterThanOrEqual(90);
    expect(new Set(RULES.map(({ verdict }) => verdict.category))).toEqual(new Set(CATEGORY_NAMES));
  });

  it('each show what they match and what they only nearly match', () => {
    const bare = DEFINITIONS.filter(({ examples, nearMisses }) => examples.length === 0 || nearMisses.length === 0);
    expect(bare.map(({ id }) => id)).toEqual([]);
  });

  it('none hides behind an earlier one: each example gets the answer of its own rule', () => {
    const hidden = DEFINITIONS.flatMap(({ id, examples }) =>
      examples.map((example) => ({ id, example, got: SET.match(logOf(example))?.id })).filter(({ got }) => got !== id),
    );
    expect(hidden).toEqual([]);
  });

  it('all wait for a literal or a field, so that a log pays for none that cannot match', () => {
    const waiting = RULES.filter(({ anchor }) => anchor !== null);
    expect(waiting).toHaveLength(RULES.length);
  });

  it('rate in one way: normal up to 4, preventive_action 3 to 8, incident from 7', () => {
    const range = { normal: [1, 4], preventive_action: [3, 8], incident: [7, 10] } as const;
    for (const triage of TRIAGES) {
      const severities = RULES.filter(({ verdict }) => verdict.triage === triage).map(
        ({ verdict }) => verdict.severity,
      );
      expect(Math.min(...severities)).toBeGreaterThanOrEqual(range[triage][0]);
      expect(Math.max(...severities)).toBeLessThanOrEqual(range[triage][1]);
    }
  });

  it.each([
    'Finished in 12 s, error=0',
    '0 errors, 0 warnings, no failures detected',
    '3 tasks were killed after they had finished',
    'all 12 checks passed, 0 failed',
    'Backup completed with 3 errors',
    'failed over to replica 2 successfully',
    'Escalation policy created, approval granted by alice',
    'no unauthorized access, no sql injection found',
    'panic mode disabled, fatal handler installed',
    'password policy loaded, login page rendered in 12 ms',
    'memory: 40% free, disk space: 5% free, volume at 95%',
    'Copying partition 3: 97% (12 of 13 GB)',
    'CPU quota: 99%, battery is at 97%',
    'certificate loaded from /etc/ssl/x.pem',
    'deadlock detector interval 1 s, timeout set to 30 s',
    'Loaded 404 records from 503 files',
    'read 500 rows, responded with 12',
    'user service started, user table vacuumed',
    'this item will be removed from the cart',
    'Deprecated options: none',
    'Cleaned up 5 expired sessions and 3 dead letters',
    'job queue: 0 failed',
    'OOMKilled: false, oom score adjusted',
    'Unauthorized access to this system is prohibited.',
  ])('say nothing about what only sounds alike: %s', (message) => {
    expect(SET.match(logOf(message))).toBeNull();
  });
});
