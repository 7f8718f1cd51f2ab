import { shippedSuggestions } from '../../test/support/suggestions';
import { maskMessage } from '../core/mask';
import type { EnrichedLog } from '../core/log';
import { levelOf } from '../core/level';
import { openRecord, rawLine } from '../core/record';
import type { Verdict } from '../core/verdict';
import { FallbackStrategy } from './fallback.strategy';

const fallback = new FallbackStrategy(shippedSuggestions().suggest);

/** A log as the parser leaves it; an empty level means that the source named none. */
function logOf(message: string, level: string): EnrichedLog {
  const record = openRecord(rawLine(message, null), 0, 65_536);
  const template = maskMessage(message);
  const severityNumber = levelOf(level)?.number ?? record.severityNumber;
  return { ...record, level, severityNumber, masked: template, formId: template };
}

function verdictOf(message: string, level: string): Verdict {
  const [verdict] = fallback.classify([logOf(message, level)]);
  if (verdict === undefined) throw new Error('the fallback must answer every log');
  return verdict;
}

describe('FallbackStrategy', () => {
  it.each([
    ['tick 7', 'DEBUG', 1, 'normal'],
    ['cache warmed', 'INFO', 2, 'normal'],
    ['done: 0 errors, no failures, warnings=0', 'INFO', 2, 'normal'],
    ['could not reach upstream', 'INFO', 4, 'preventive_action'],
    ['heap looks corrupt', 'INFO', 5, 'preventive_action'],
    ['odd thing', 'WARN', 4, 'preventive_action'],
    ['request failed', 'WARN', 5, 'preventive_action'],
    ['odd thing', 'ERROR', 6, 'preventive_action'],
    ['odd thing', 'CRITICAL', 8, 'incident'],
    ['odd thing', 'FATAL', 9, 'incident'],
    ['index is corrupt', 'WARN', 8, 'incident'],
    ['something happened', '', 4, 'preventive_action'],
    ['something failed', '', 5, 'preventive_action'],
    ['data loss on volume 3', '', 8, 'incident'],
  ])('%s at level "%s": severity %d, %s', (message, level, severity, triage) => {
    expect(verdictOf(message, level)).toMatchObject({ severity, triage });
  });

  it('says honestly that it does not know', () => {
    expect(verdictOf('odd thing', 'ERROR')).toMatchObject({
      category: 'Unclassified',
      confidence: 0,
      decidedBy: 'fallback',
      ruleId: null,
      modelVersion: null,
    });
  });

  it('takes a log without a level for anything but normal, because the number of info is only its default', () => {
    for (const message of ['cache warmed', '', 'done: 0 errors', '1.0 errors a second']) {
      expect(verdictOf(message, '').triage).not.toBe('normal');
    }
  });

  it.each(['5 errors', '1.0 errors a second', '10 failures', 'error=0.5', 'error: 0x80070005', 'no luck: failed'])(
    'is not soothed by a count that is not zero: %s',
    (message) => {
      expect(verdictOf(message, 'INFO').triage).toBe('preventive_action');
    },
  );

  it('suggests something unless all is well', () => {
    expect(verdictOf('cache warmed', 'INFO').suggestion).toBeNull();
    expect(verdictOf('odd thing', 'ERROR').suggestion).toEqual(expect.any(String));
  });

  it('answers every log in order', () => {
    const logs = ['a', 'b'].map((message, i) => logOf(message, i === 0 ? 'FATAL' : 'DEBUG'));
    expect(fallback.classify(logs).map(({ severity }) => severity)).toEqual([9, 1]);
  });
});
