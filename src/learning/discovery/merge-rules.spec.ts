import type { RuleDefinition } from '../../classification/regex/rule-schema';
import { mergeRules } from './merge-rules';

const CATEGORIES = ['Error', 'User Action'];

function rule(id: string, pattern: string): RuleDefinition {
  const answer = { category: 'Error', severity: 5, triage: 'normal', confidence: 0.9 } as const;
  return { id, status: 'active', pattern, flags: '', where: [], examples: [], nearMisses: [], ...answer };
}

const HAND_WRITTEN = `{
  "version": 1,
  "rules": [
    { "id": "mine", "pattern": "^lost (?<n>\\\\d+)$", "where": [{ "field": "n", "op": "in", "value": [1, 2] }],
      "category": "Error", "severity": 4, "triage": "normal" }
  ]
}
`;

describe('mergeRules', () => {
  it('starts a file', () => {
    const { text, added } = mergeRules(null, 'new.json', [rule('discovered-a', '^a$')], CATEGORIES);
    expect(added).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({ version: 1, rules: [{ id: 'discovered-a', pattern: '^a$' }] });
  });

  it('adds behind what is there and changes no character of it', () => {
    const { text } = mergeRules(HAND_WRITTEN, 'r.json', [rule('discovered-a', '^a$')], CATEGORIES);
    expect(text.startsWith(HAND_WRITTEN.slice(0, HAND_WRITTEN.lastIndexOf('}\n  ]')))).toBe(true);
    expect((JSON.parse(text) as { rules: { id: string }[] }).rules.map(({ id }) => id)).toEqual([
      'mine',
      'discovered-a',
    ]);
  });

  it('leaves a rule that is there as it is, also one that was proposed before and changed by hand', () => {
    const first = mergeRules(HAND_WRITTEN, 'r.json', [rule('discovered-a', '^a$')], CATEGORIES).text;
    const edited = first.replace('^a$', '^b$');
    const second = mergeRules(edited, 'r.json', [rule('discovered-a', '^a$'), rule('mine', '^x$')], CATEGORIES);
    expect(second).toEqual({ text: edited, added: [] });
  });

  it('writes a file anew when its list of rules does not come last', () => {
    const odd = '{ "rules": [], "version": 1, "keywordSets": { "words": ["lost"] } }';
    const { text } = mergeRules(odd, 'r.json', [rule('discovered-a', '^a$')], CATEGORIES);
    expect(JSON.parse(text)).toMatchObject({
      version: 1,
      keywordSets: { words: ['lost'] },
      rules: [{ id: 'discovered-a' }],
    });
  });

  it('refuses a file that cannot be used, and rules that would make it so', () => {
    expect(() => mergeRules('{', 'r.json', [], CATEGORIES)).toThrow('r.json');
    expect(() => mergeRules(null, 'r.json', [rule('discovered-a', '(?=a)')], CATEGORIES)).toThrow('look-ahead');
  });
});
