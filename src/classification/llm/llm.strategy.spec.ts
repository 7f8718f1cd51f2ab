import { LlmStrategy } from './llm.strategy';
import { makeLog, makeVerdict } from '../../../test/support/postgres-logs';

describe('LlmStrategy', () => {
  it('answers what it has been taught and leaves the rest open', () => {
    const strategy = new LlmStrategy(10);
    const [known, unknown] = [makeLog({ masked: 'known' }), makeLog({ masked: 'unknown' })];
    const verdict = makeVerdict({ decidedBy: 'llm', ruleId: null });
    strategy.learn(known.formId, verdict);
    expect(strategy.classify([unknown, known, unknown])).toEqual([null, verdict, null]);
  });

  it('forgets what was not needed for longest', () => {
    const strategy = new LlmStrategy(2);
    for (const template of ['a', 'b']) strategy.learn(template, makeVerdict());
    strategy.verdictOf('a');
    strategy.learn('c', makeVerdict());
    expect(['a', 'b', 'c'].map((template) => strategy.verdictOf(template) !== null)).toEqual([true, false, true]);
  });
});
