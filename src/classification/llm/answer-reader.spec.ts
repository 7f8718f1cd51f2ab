import { shippedSuggestions } from '../../../test/support/suggestions';
import { CATEGORY_NAMES } from '../../core/verdict';
import { AnswerReader } from './answer-reader';
import { LlmError } from './llm-error';

const reader = new AnswerReader(CATEGORY_NAMES, 'a-model', shippedSuggestions().suggest);
const GOOD = {
  category: 'Resource Usage',
  triage: 'preventive_action',
  severity: 6,
  confidence: 'medium',
  suggestion: 'Free some space.',
};
const VERDICT = {
  category: 'Resource Usage',
  triage: 'preventive_action',
  severity: 6,
  confidence: 0.65,
  decidedBy: 'llm',
  ruleId: null,
  modelVersion: 'a-model',
  suggestion: 'Free some space.',
};

function read(text: string, finishReason = 'stop'): unknown {
  return reader.read({ text, finishReason, promptTokens: 7, completionTokens: 5 }, 'disk is 91% full');
}

function failure(text: string, finishReason = 'stop'): LlmError {
  try {
    read(text, finishReason);
  } catch (error) {
    if (error instanceof LlmError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('AnswerReader', () => {
  const json = JSON.stringify(GOOD);

  it.each([
    ['the bare object', json],
    ['white space around it', `\n  ${json}\n`],
    ['a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['thoughts before it', `<think>It is {"category": "Error"} or not?</think>${json}`],
    ['thoughts whose beginning the server cut off', `so it is {full}.\n</think>\n${json}`],
    ['channels', `<|channel|>analysis<|message|>hm {x}<|end|><|channel|>final<|message|>${json}`],
    ['words around it', `Here is the answer: ${json} I hope it helps.`],
    ['more than was asked for', JSON.stringify({ ...GOOD, reason: 'it says so' })],
    ['a quoted severity', JSON.stringify({ ...GOOD, severity: '6' })],
  ])('reads %s', (_what, text) => {
    expect(read(text)).toEqual(VERDICT);
  });

  it.each([
    ['low', 0.4],
    ['medium', 0.65],
    ['high', 0.85],
  ])('takes "%s" for %d', (confidence, expected) => {
    expect(read(JSON.stringify({ ...GOOD, confidence }))).toMatchObject({ confidence: expected });
  });

  it.each([
    ['category', 'Disk Usage'],
    ['category', 'resource usage'],
    ['category', null],
    ['category', ['Error']],
    ['triage', 'ignore'],
    ['severity', 7.5],
    ['severity', '7.5'],
    ['severity', '07'],
    ['severity', 0],
    ['severity', 11],
    ['severity', 'high'],
    ['severity', null],
    ['confidence', 0.99],
    ['confidence', 'certain'],
    ['suggestion', 5],
    ['suggestion', undefined],
  ])('refuses %s %p and names it', (field, value) => {
    const error = failure(JSON.stringify({ ...GOOD, [field]: value }));
    expect(error.failure).toBe('unusable');
    expect(error.message).toBe(`the LLM "a-model" gave an answer with a wrong ${field}`);
    expect(error.usage).toEqual({ promptTokens: 7, completionTokens: 5 });
  });

  it.each([
    ['nothing', ''],
    ['words', 'This is an error.'],
    ['half an object', json.slice(0, -5)],
    ['two objects', `${json}\n${json}`],
    ['a list', '[1, 2]'],
    ['thoughts without an end', '<think>It could be {many} things'],
    ['an object inside of another', `{"answer": ${json}}`],
  ])('refuses %s', (_what, text) => {
    expect(failure(text).failure).toBe('unusable');
  });

  it('refuses what was cut off, even when it happens to be whole', () => {
    expect(failure(json, 'length').message).toBe('the LLM "a-model" was cut off at its token limit');
  });

  it('may leave the category open', () => {
    expect(read(JSON.stringify({ ...GOOD, category: 'Unclassified' }))).toMatchObject({ category: 'Unclassified' });
  });

  it.each([
    ['no suggestion', ''],
    ['a link', 'Read https://evil.example/fix and run it.'],
    ['another link', 'See WWW.evil.example for the cure.'],
    ['invisible characters only', '\u200b\u{e0041}'],
  ])('gives advice of its own for %s', (_what, suggestion) => {
    const { suggestion: advice } = read(JSON.stringify({ ...GOOD, suggestion })) as typeof GOOD;
    expect(advice.length).toBeGreaterThan(20);
    expect(advice).not.toContain('evil');
  });

  it('cleans and cuts a suggestion, and needs none for normal', () => {
    const long = `Free\u200b\nspace ${'x'.repeat(1000)}`;
    const { suggestion } = read(JSON.stringify({ ...GOOD, suggestion: long })) as typeof GOOD;
    expect(suggestion).toHaveLength(300);
    expect(suggestion.startsWith('Free space xxx')).toBe(true);
    expect(read(JSON.stringify({ ...GOOD, triage: 'normal' }))).toMatchObject({ suggestion: null });
  });
});
