import { alertRuleSchema } from './rule-schema';
import { readAlertRules } from './alert-rules';
import { writtenRule } from './written-rule';

const EVERYTHING = alertRuleSchema.parse({
  id: 'all',
  name: 'All that a rule can say',
  when: { triage: ['incident'], fields: [{ field: 'status', op: '>=', value: 500 }], schedule: { days: ['mon'] } },
  count: { atLeast: 5, within: '90s' },
  groupBy: ['fields.clientIp'],
  channels: ['slack'],
  groupWait: '0s',
  groupInterval: '25h',
  dedupWindow: '61m',
  repeatInterval: '2d',
  resolveAfter: '999999s',
  escalation: { after: '3600s', channels: ['email'] },
  inhibits: { rules: ['other'], equal: ['source'] },
  hook: { name: 'restart', cooldown: '120m', dryRun: false },
});

it('is what the schema reads the same rule from', () => {
  const { rules } = readAlertRules('configs/alert_rules.yaml');
  const definitions = [EVERYTHING, ...rules.map(({ definition }) => definition)];
  expect(definitions.length).toBeGreaterThan(5);
  for (const definition of definitions) expect(alertRuleSchema.parse(writtenRule(definition))).toEqual(definition);
});

it('names times by the largest unit that fits', () => {
  expect(writtenRule(EVERYTHING)).toMatchObject({
    count: { within: '90s' },
    groupWait: '0s',
    groupInterval: '25h',
    dedupWindow: '61m',
    repeatInterval: '2d',
    resolveAfter: '999999s',
    escalation: { after: '1h' },
    hook: { cooldown: '2h' },
  });
});
