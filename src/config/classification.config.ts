import { setting, type SliceValues } from './setting';
import { bool, float, int, oneOf, text } from './schemas';
import { REDACTION_POLICIES } from '../core/redact';

export const classificationSlice = {
  categories: setting({
    env: 'CATEGORIES',
    doc: 'File (YAML) with categories of your own beside the nine, or in their place; docs/rules.md shows one. Read at the start.',
    schema: text(),
    default: '',
  }),
  patterns: setting({
    env: 'REGEX_PATTERNS',
    doc: 'File with the regex rules; changes are picked up while running.',
    schema: text(),
    default: './configs/regex_patterns.json',
  }),
  suggestions: setting({
    env: 'SUGGESTIONS',
    doc: 'File with what to do about logs that a model classified; read at the start.',
    schema: text(),
    default: './configs/suggestions.yaml',
  }),
  bert: setting({
    env: 'BERT_ENABLED',
    doc: 'Whether the BERT stage answers what no rule does.',
    schema: bool(),
    default: true,
  }),
  modelDir: setting({
    env: 'MODEL_DIR',
    doc: 'Folder with encoder/, classifier/ and current.json.',
    schema: text(),
    default: './models',
  }),
  minConfidence: setting({
    env: 'MIN_CONFIDENCE',
    doc: 'Below this confidence (0–1) a BERT verdict is asked again from the LLM, or treated as lowConfidence says; from the default on, 95 % of the answers about unknown software are right.',
    schema: float(0, 1),
    default: 0.78,
  }),
  lowConfidence: setting({
    env: 'LOW_CONFIDENCE',
    doc: 'Without an LLM: keep the best guess with its low confidence, or answer Unclassified.',
    schema: oneOf(['guess', 'unclassified']),
    default: 'guess' as const,
  }),
  templateCache: setting({
    env: 'TEMPLATE_CACHE',
    doc: 'Templates whose verdict is remembered.',
    schema: int(100, 10_000_000),
    default: 50_000,
  }),
  redaction: setting({
    env: 'REDACTION',
    doc: 'What happens to secrets and card numbers before anything stores or reads a log.',
    schema: oneOf(REDACTION_POLICIES),
    default: 'mask' as const,
  }),
  redactionKey: setting({
    env: 'REDACTION_KEY',
    doc: 'Key of the hash policy.',
    schema: text(),
    default: '',
    secret: true,
  }),
};

export type ClassificationConfig = SliceValues<typeof classificationSlice>;
