import { createHash } from 'node:crypto';
import { gradeOf } from '../../classification/amounts';
import { modelText } from '../../classification/bert/model-text';
import { LinearPattern } from '../../classification/regex/linear-pattern';
import type { RuleDefinition } from '../../classification/regex/rule-schema';
import type { Suggest } from '../../classification/suggestions/suggestions';
import type { Triage } from '../../core/verdict';
import { ANYTHING } from '../templates/placeholder';
import { dbscan, NOISE, type DbscanOptions } from './dbscan';
import { generalise, type Generalised } from './generalise';
import { expectedAnswer, groupBy, unitsOf, type HistoryLine, type Unfit, type Unit, type UnitOptions } from './history';
import { matchesMessage, measureRule, type RuleMeasure } from './measure-rule';

export interface DiscoveryOptions extends DbscanOptions, UnitOptions {
  /** Share of all lines that a rule must match. */
  readonly minCoverage: number;
  /** One embedding a text, by the encoder that runs in production. */
  readonly encode: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** What to do about a log, from its category, triage and message. */
  readonly suggest: Suggest;
  /** Told how far it is; what it throws ends the work. */
  readonly onProgress?: (progress: DiscoveryProgress) => void;
}

/** How far a discovery is: lines read, units embedded, units clustered, clusters made into rules. */
export interface DiscoveryProgress {
  readonly phase: 'read' | 'embed' | 'cluster' | 'measure';
  readonly done: number;
  readonly total: number;
}

/** A rule that could be added, and what it would have done to the lines it was made from. */
export interface Proposal extends RuleMeasure {
  readonly rule: RuleDefinition;
  /** Templates that it stands for. */
  readonly templates: readonly string[];
}

/** Why a rule was made but is not proposed. */
type Refusal =
  'too costly' | 'too rare' | 'matches other lines' | 'makes verdicts worse' | 'an amount decides' | 'no suggestion';

export interface Discovery {
  readonly lines: number;
  /** Templates, or forms of them, that have one answer. */
  readonly units: number;
  readonly clusters: number;
  /** Units in no cluster. */
  readonly noise: number;
  readonly proposals: readonly Proposal[];
  readonly refused: readonly { readonly reason: Refusal; readonly template: string; readonly lines: number }[];
  /** Lines that no rule can be made from, by why. */
  readonly unfit: Readonly<Record<Unfit, number>>;
  /** Share of the lines that rules decide: now, and with the proposals. */
  readonly ruledBefore: number;
  readonly ruledAfter: number;
}

/** Units clustered at most, the most frequent ones first: the time grows with the square. */
const MAX_UNITS = 20_000;
/** Characters of the part of a rule's name that a person reads. */
const MAX_NAME = 48;
/** What was seen once is no pattern. */
const MIN_LINES = 2;
const MAX_EXAMPLES = 3;
const MAX_NEAR_MISSES = 2;
/** Nobody is surer of a rule that has not been tried yet. */
const MAX_CONFIDENCE = 0.97;
const EMBEDDED_AT_ONCE = 256;
/** A number such as a status or a load stands alone, unlike those of paths and addresses. */
const AMOUNT = /(?<![\w./:-])\d+(?![\w./:-])/g;
/** A request that was answered and one that failed, a resource that is used up and one that is hardly used. */
const TELLING_AMOUNTS = ['200', '503', '99', '5'];

/**
 * Proposes rules for lines that models answer today: their templates are embedded and clustered by meaning, and each
 * cluster gets one anchored pattern an answer (more where one would be too costly). A proposal stands only if it
 * matches nothing but the lines it was made from and makes none of their verdicts worse.
 */
export async function proposeRules(lines: readonly HistoryLine[], options: DiscoveryOptions): Promise<Discovery> {
  const { units: all, unfit } = unitsOf(lines, options);
  const seenAgain = all.filter((unit) => unit.lines.length >= MIN_LINES);
  const units = seenAgain.sort((a, b) => b.lines.length - a.lines.length).slice(0, MAX_UNITS);
  const vectors = await embed(units, options);
  options.onProgress?.({ phase: 'cluster', done: 0, total: units.length });
  const labels = dbscan(vectors, options);
  const refused: { reason: Refusal; template: string; lines: number }[] = [];
  const proposals: Proposal[] = [];
  const refuse = (reason: Refusal, members: readonly Unit[]): void => {
    for (const { template, lines: own } of members) refused.push({ reason, template, lines: own.length });
  };
  refuse(
    'too rare',
    all.filter((unit) => unit.lines.length < MIN_LINES),
  );
  const minLines = minLinesOf(lines, options);
  const groups = groupsOf(units, labels);
  for (const [done, group] of groups.entries()) {
    options.onProgress?.({ phase: 'measure', done, total: groups.length });
    if (linesOf(group).length < minLines) {
      refuse('too rare', group);
      continue;
    }
    const generalised = generalise(group);
    const covered = new Set(generalised.flatMap(({ members }) => members));
    refuse(
      'too costly',
      group.filter((unit) => !covered.has(unit)),
    );
    for (const part of generalised) {
      const nearby = nearMisses(part, units, vectors);
      const proposal = proposalOf(part, nearby, lines, options);
      if (typeof proposal === 'string') refuse(proposal, part.members);
      else proposals.push(proposal);
    }
  }
  const ruled = lines.filter(({ verdict }) => verdict.decidedBy === 'regex').length;
  const patterns = proposals.map(({ rule }) => LinearPattern.compile(rule.pattern ?? '', rule.flags));
  const won = lines.filter(
    ({ message, verdict }) =>
      verdict.decidedBy !== 'regex' && patterns.some((pattern) => matchesMessage(pattern, message)),
  ).length;
  return {
    lines: lines.length,
    units: units.length,
    clusters: new Set(labels).size - (labels.includes(NOISE) ? 1 : 0),
    noise: labels.filter((label) => label === NOISE).length,
    proposals: proposals.sort((a, b) => b.coverage - a.coverage),
    refused,
    unfit,
    ruledBefore: ruled / Math.max(1, lines.length),
    ruledAfter: (ruled + won) / Math.max(1, lines.length),
  };
}

async function embed(units: readonly Unit[], { encode, onProgress }: DiscoveryOptions): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  while (vectors.length < units.length) {
    onProgress?.({ phase: 'embed', done: vectors.length, total: units.length });
    const step = units.slice(vectors.length, vectors.length + EMBEDDED_AT_ONCE);
    const texts = step.map(({ template }) => modelText(template.replaceAll(ANYTHING, '*')));
    const encoded = await encode(texts);
    if (encoded.length !== step.length) throw new Error('the encoder returned too few embeddings');
    vectors.push(...encoded);
  }
  return vectors;
}

/** Units of one cluster and one answer; a unit in no cluster stands alone. */
function groupsOf(units: readonly Unit[], labels: Int32Array): Unit[][] {
  const indexes = new Map(units.map((unit, i) => [unit, i]));
  const named = groupBy(units, (unit) => {
    const i = indexes.get(unit) ?? 0;
    const label = labels[i] ?? NOISE;
    return JSON.stringify([label === NOISE ? `alone ${String(i)}` : label, unit.answer]);
  });
  return [...named.values()];
}

/** Lines that a rule must match. */
function minLinesOf(lines: readonly HistoryLine[], { minCoverage }: DiscoveryOptions): number {
  return Math.max(MIN_LINES, minCoverage * lines.length);
}

function linesOf(units: readonly Unit[]): HistoryLine[] {
  return units.flatMap(({ lines }) => lines);
}

function proposalOf(
  { pattern, members }: Generalised<Unit>,
  nearby: readonly string[],
  lines: readonly HistoryLine[],
  options: DiscoveryOptions,
): Proposal | Refusal {
  const [first] = members;
  if (first === undefined) return 'too rare';
  const { answer, template } = first;
  const own = linesOf(members);
  const suggestion = own.find(({ verdict }) => verdict.category === answer.category)?.verdict.suggestion ?? null;
  const advice = suggestion ?? options.suggest(answer.category, answer.triage, template);
  if (advice === null && answer.triage !== 'normal') return 'no suggestion';

  const compiled = LinearPattern.compile(pattern, '');
  const measure = measureRule(compiled, answer, lines, (line) => expectedAnswer(line, options), new Set(own));
  if (measure.matched < minLinesOf(lines, options)) return 'too rare';
  if (measure.strangers > 0) return 'matches other lines';
  if (measure.worse > 0) return 'makes verdicts worse';
  if (amountDecides(compiled, own, answer.triage)) return 'an amount decides';
  return {
    ...measure,
    templates: members.map((unit) => unit.template),
    rule: {
      id: ruleId(template, pattern),
      status: 'active',
      description: `Proposed from ${String(own.length)} lines such as: ${template}`.slice(0, 500),
      pattern,
      flags: '',
      where: [],
      ...answer,
      confidence: confidenceOf(own, measure, options),
      ...(advice === null ? {} : { suggestion: advice }),
      examples: members.flatMap(({ messages }) => messages.slice(0, 1)).slice(0, MAX_EXAMPLES),
      nearMisses: nearby.filter((message) => !compiled.test(message)),
    },
  };
}

/** Whether the pattern also takes a line with another number in it, a status or a load, that calls for another triage. */
function amountDecides(pattern: LinearPattern, own: readonly HistoryLine[], triage: Triage): boolean {
  return own.some(({ message, verdict }) =>
    TELLING_AMOUNTS.some((amount) => {
      const other = message.replace(AMOUNT, amount);
      const grade = gradeOf(verdict, other);
      return grade !== null && grade.triage !== triage && matchesMessage(pattern, other);
    }),
  );
}

/** The first words of the template, whole ones, and what only the same pattern gets again. */
function ruleId(template: string, pattern: string): string {
  const name = ['discovered'];
  for (const word of template
    .replace(/<[A-Z*]+>/g, ' ')
    .toLowerCase()
    .match(/[a-z]+/g) ?? []) {
    if (name.join('-').length + word.length >= MAX_NAME) break;
    name.push(word);
  }
  const hash = createHash('sha256').update(pattern).digest('hex').slice(0, 8);
  return [...name, hash].join('-');
}

/**
 * As sure as the labels allow: the lower end of the 95 % interval of the precision (Wilson, 1927). From a model's
 * answers, as sure as the model was.
 */
function confidenceOf(own: readonly HistoryLine[], { precision, matched }: RuleMeasure, options: UnitOptions): number {
  const mean = own.reduce((sum, { verdict }) => sum + verdict.confidence, 0) / Math.max(1, own.length);
  const sure = options.categoryFrom === 'labels' ? wilsonLow(precision, matched) : mean;
  return Math.round(Math.min(MAX_CONFIDENCE, sure) * 100) / 100;
}

function wilsonLow(share: number, count: number): number {
  const z = 1.96;
  const centre = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * count)) / count);
  return (centre - spread) / (1 + (z * z) / count);
}

/** Messages of other units with another answer, those nearest in meaning first. */
function nearMisses(
  { members }: Generalised<Unit>,
  units: readonly Unit[],
  vectors: readonly Float32Array[],
): string[] {
  const [first] = members;
  if (first === undefined) return [];
  const own = vectors[units.indexOf(first)] ?? new Float32Array();
  const closeness = (vector: Float32Array): number => vector.reduce((sum, value, k) => sum + value * (own[k] ?? 0), 0);
  const others = units.flatMap((unit, i) => {
    const [message] = unit.messages;
    const other = unit.answer.category !== first.answer.category || unit.answer.triage !== first.answer.triage;
    return other && message !== undefined ? [{ message, closeness: closeness(vectors[i] ?? new Float32Array()) }] : [];
  });
  return others
    .sort((a, b) => b.closeness - a.closeness)
    .slice(0, MAX_NEAR_MISSES)
    .map(({ message }) => message);
}
