import { parseAllDocuments, type Document } from 'yaml';
import { readRules } from '../../classification/regex/read-rules';
import { RuleFileError } from '../../classification/regex/rule-file-error';
import type { RuleDefinition, RuleState } from '../../classification/regex/rule-schema';
import { messageOf } from '../../core/errors';
import { isObject } from '../../core/json';
import { SigmaRefusal } from './sigma-refusal';
import { readSigmaRule } from './sigma-rule';
import { translateRule } from './translate-rule';

/** A file of Sigma rules: its name and its YAML. */
export interface SigmaFile {
  readonly path: string;
  readonly text: string;
}

export interface SigmaOptions {
  /** The state of the imported rules. */
  readonly status: RuleState;
  /** Names of the configured categories. */
  readonly categories: readonly string[];
}

/** What became of one Sigma rule: our rules that together say the same, or why there are none. */
export type SigmaOutcome = { readonly path: string; readonly title: string } & (
  { readonly rules: readonly RuleDefinition[] } | { readonly refused: string }
);

/** Translates all rules of the files; nothing that is wrong with one stops the others. */
export function importSigma(files: Iterable<SigmaFile>, { status, categories }: SigmaOptions): SigmaOutcome[] {
  const outcomes: SigmaOutcome[] = [];
  /** Where each id was first given. */
  const taken = new Map<string, string>();
  for (const { path, text } of files) {
    for (const document of parseAllDocuments(text)) {
      let title = '';
      try {
        const content = contentOf(document);
        if (isObject(content) && typeof content['title'] === 'string') title = content['title'];
        const rules = translateRule(readSigmaRule(content), status);
        checkRules(rules, categories);
        for (const { id } of rules) {
          const first = taken.get(id);
          if (first !== undefined) throw new SigmaRefusal(`the id ${id} is that of the rule in ${first}`);
        }
        for (const { id } of rules) taken.set(id, path);
        outcomes.push({ path, title, rules });
      } catch (error) {
        if (!(error instanceof SigmaRefusal)) throw error;
        outcomes.push({ path, title, refused: error.message });
      }
    }
  }
  return outcomes;
}

/** @throws SigmaRefusal for what is no YAML, or grows without end when its aliases are followed */
function contentOf(document: Document.Parsed): unknown {
  const [problem] = document.errors;
  if (problem !== undefined) throw new SigmaRefusal(`not YAML: ${problem.message.split('\n', 1)[0] ?? ''}`);
  try {
    return document.toJS();
  } catch (error) {
    throw new SigmaRefusal(`not YAML: ${messageOf(error)}`);
  }
}

/** What the rule file would refuse is refused here, rule by rule. @throws SigmaRefusal */
function checkRules(rules: readonly RuleDefinition[], categories: readonly string[]): void {
  try {
    readRules(JSON.stringify({ version: 1, rules }), 'rules', categories);
  } catch (error) {
    if (!(error instanceof RuleFileError)) throw error;
    throw new SigmaRefusal(error.problems[0] ?? error.message);
  }
}
