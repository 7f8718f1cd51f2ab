import type { RuleDefinition, RuleState } from '../../classification/regex/rule-schema';
import type { Triage } from '../../core/verdict';
import { readCondition } from './condition-reader';
import { readSearch } from './detection';
import { all, any, normalForm, type Formula } from './formula';
import { logSourceOf } from './log-source';
import { SigmaRefusal } from './sigma-refusal';
import type { SigmaLevel, SigmaRule } from './sigma-rule';

/** Rules that one Sigma rule may become. */
const MAX_PARTS = 32;
/** Characters of an id in front of what tells it from others. */
const ID_LENGTH = 48;
const MAX_DESCRIPTION = 500;
const MAX_SUGGESTION = 1000;
/** Written by others for logs in general, so less sure than rules with examples of their own. */
const CONFIDENCE = 0.9;

/** What the levels of the specification ask of a person. */
const URGENCY: Readonly<Record<SigmaLevel, { severity: number; triage: Triage }>> = {
  informational: { severity: 2, triage: 'normal' },
  low: { severity: 4, triage: 'preventive_action' },
  medium: { severity: 6, triage: 'preventive_action' },
  high: { severity: 8, triage: 'incident' },
  critical: { severity: 10, triage: 'incident' },
};

/** The rules that together match what a Sigma rule matches. @throws SigmaRefusal when nothing says just that */
export function translateRule(sigma: SigmaRule, status: RuleState): RuleDefinition[] {
  const parts = normalForm(formulaOf(sigma), MAX_PARTS);
  const id = idOf(sigma);
  return parts.map((where, i) => ({
    id: parts.length === 1 ? id : `${id}.${String(i + 1)}`,
    description: cut(descriptionOf(sigma), MAX_DESCRIPTION),
    status,
    flags: 'i',
    where: [...where],
    category: 'Security Alert',
    ...URGENCY[sigma.level],
    confidence: CONFIDENCE,
    suggestion: cut(suggestionOf(sigma), MAX_SUGGESTION),
    examples: [],
    nearMisses: [],
  }));
}

function formulaOf({ logsource, detection }: SigmaRule): Formula {
  const { scope, placeOf } = logSourceOf(logsource);
  const { condition, ...searches } = detection;
  const conditions: readonly unknown[] = Array.isArray(condition) ? condition : [condition];
  const texts = conditions.filter((text) => typeof text === 'string');
  if (texts.length === 0 || texts.length < conditions.length) throw new SigmaRefusal('its condition: it is missing');
  const found = new Map(Object.entries(searches).map(([name, search]) => [name, readSearch(search, placeOf)]));
  return all([scope, any(texts.map((text) => readCondition(text, found)))]);
}

/** `sigma-` and the title; with the start of the rule's own id when the title does not fit. */
function idOf({ title, id }: SigmaRule): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const tail = (id ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(0, 8);
  if (name !== '' && name.length <= ID_LENGTH) return `sigma-${name}`;
  if (tail === '') throw new SigmaRefusal('a title that makes no id of its own, and no id');
  return `sigma-${name.slice(0, ID_LENGTH - tail.length - 1).replace(/-$/, '')}-${tail}`.replace('--', '-');
}

/** Who wrote it stands there because the licence of the public rules asks for it. */
function descriptionOf({ title, id, author, tags }: SigmaRule): string {
  const origin = [`Sigma rule${id === undefined ? '' : ` ${id}`}`, author === undefined ? '' : `by ${author}`];
  return [`${title}.`, ` ${origin.filter(Boolean).join(' ')}.`, tags.length === 0 ? '' : ` ${tags.join(' ')}`].join('');
}

function suggestionOf({ title, description, falsepositives }: SigmaRule): string {
  const harmless = falsepositives.filter((text) => !/^(?:unknown|unlikely|none)\.?$/i.test(text.trim()));
  const what = oneLine(description ?? title).replace(/\.$/, '');
  const unless = harmless.length === 0 ? '' : ` Harmless if it is: ${harmless.map(oneLine).join('; ')}.`;
  return `Find out who did this and stop it if nobody should: ${what}.${unless}`;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
