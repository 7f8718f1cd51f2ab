import { z } from 'zod';
import { messageOf } from '../../core/errors';
import { TRIAGES, UNCLASSIFIED, type Verdict } from '../../core/verdict';
import type { Suggest } from '../suggestions/suggestions';
import type { Completion } from './llm-client';
import { LlmError } from './llm-error';
import { CONFIDENCES } from './llm-prompt';
import { plainSuggestion } from './plain-suggestion';
import { plainText } from './plain-text';

/** Nobody has calibrated a language model's word for "sure": even the highest stays below what a rule is worth. */
const CONFIDENCE = { low: 0.4, medium: 0.65, high: 0.85 } as const;
/** What models put before the answer: thoughts, and the channel marks of gpt-oss. */
const REASONING = /^[\s\S]*(?:<\/think>|<\|message\|>)/;

/** Reads verdicts out of completions. What the schema asked for is checked again: not every server enforces it. */
export class AnswerReader {
  private readonly answer;

  constructor(
    categories: readonly string[],
    private readonly model: string,
    private readonly suggest: Suggest,
  ) {
    this.answer = z.object({
      category: z.enum([...categories, UNCLASSIFIED]),
      triage: z.enum(TRIAGES),
      // Without a schema models like to quote numbers; a fraction is no severity.
      severity: z.union([z.int().min(1).max(10), z.stringFormat('severity', /^(?:[1-9]|10)$/).transform(Number)]),
      confidence: z.enum(CONFIDENCES),
      suggestion: z.string(),
    });
  }

  /**
   * @param message the log's message, for advice when the model gives none that can be used
   * @throws LlmError `unusable` for everything that is not one whole verdict
   */
  read({ text, finishReason, promptTokens, completionTokens }: Completion, message: string): Verdict {
    const fail = (reason: string): LlmError =>
      new LlmError('unusable', `the LLM "${this.model}" ${reason}`, null, { promptTokens, completionTokens });
    if (finishReason === 'length') throw fail('was cut off at its token limit');
    const parsed = this.answer.safeParse(jsonObjectIn(text, fail));
    if (!parsed.success) {
      const fields = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole');
      throw fail(`gave an answer with a wrong ${fields.join(', ')}`);
    }
    const { category, triage, severity, confidence, suggestion } = parsed.data;
    return {
      category,
      severity,
      triage,
      confidence: CONFIDENCE[confidence],
      decidedBy: 'llm',
      ruleId: null,
      modelVersion: this.model,
      suggestion: triage === 'normal' ? null : (plainSuggestion(suggestion) ?? this.suggest(category, triage, message)),
    };
  }
}

function jsonObjectIn(text: string, fail: (reason: string) => LlmError): unknown {
  const answer = text.replace(REASONING, '');
  const start = answer.indexOf('{');
  if (start < 0) throw fail('gave no JSON object');
  try {
    return JSON.parse(answer.slice(start, answer.lastIndexOf('}') + 1));
  } catch (error) {
    throw fail(`gave no JSON object: ${plainText(messageOf(error), 100)}`);
  }
}
