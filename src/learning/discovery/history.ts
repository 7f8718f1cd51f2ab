import { maskMessage, TEMPLATE_LENGTH } from '../../core/mask';
import type { Verdict } from '../../core/verdict';
import { TemplateMiner } from '../templates/template-miner';

/** A message of the past, what a person called it, and what is answered about it today. */
export interface HistoryLine {
  readonly message: string;
  /** The category a person gave; null when nobody did. */
  readonly label: string | null;
  readonly verdict: Verdict;
}

/** What no text has: bytes that are no UTF-8, and control characters but those of lines and of terminal colours. */
const UNREADABLE = /(?!\s|\p{Cc}\[)[\p{Cc}\uFFFD]/u;
/** Severities of one triage this close together are one answer, the highest of them. */
const SEVERITY_SPREAD = 2;

/** The answer that a rule would give. */
export type Answer = Pick<Verdict, 'category' | 'severity' | 'triage'>;

/** Lines that look alike and have one answer: what rules are made from. */
export interface Unit {
  readonly template: string;
  readonly answer: Answer;
  readonly lines: readonly HistoryLine[];
  readonly messages: readonly string[];
}

/** Why lines cannot become part of a rule. */
export type Unfit = 'long' | 'unreadable' | 'unlabelled' | 'unsure' | 'mixed' | 'ruled';

export interface UnitOptions {
  /** Whether a line's category is the one a person gave or the one it is answered with. */
  readonly categoryFrom: 'labels' | 'model';
  /** Answers of a model that is less sure are no base for a rule. */
  readonly minConfidence: number;
  /** Of the lines of a template, the share whose label must agree. */
  readonly minPrecision: number;
}

export interface Units {
  readonly units: readonly Unit[];
  /** Lines left out, by why. */
  readonly unfit: Readonly<Record<Unfit, number>>;
}

/**
 * Groups lines by template. Where the lines of a template have different answers, their masked forms are tried
 * instead, because what differs there may be the state that matters; forms that still have several, as those do that
 * are judged by an amount, are no base for a rule.
 */
export function unitsOf(lines: readonly HistoryLine[], options: UnitOptions): Units {
  const unfit: Record<Unfit, number> = { long: 0, unreadable: 0, unlabelled: 0, unsure: 0, mixed: 0, ruled: 0 };
  const fit: { line: HistoryLine; masked: string }[] = [];
  const miner = new TemplateMiner({ maxTemplates: Infinity, maxForms: Math.max(1, lines.length) });
  for (const line of lines) {
    const masked = maskMessage(line.message);
    if (miner.match(masked) === null) miner.learn(masked);
    const reason = whyUnfit(line, options);
    if (reason === null) fit.push({ line, masked });
    else unfit[reason]++;
  }
  const units: Unit[] = [];
  for (const [template, ofTemplate] of groupBy(fit, ({ masked }) => miner.match(masked)?.text ?? masked)) {
    const whole = unitOf(template, ofTemplate, options);
    if (whole !== null) units.push(whole);
    else {
      for (const [form, ofForm] of groupBy(ofTemplate, ({ masked }) => masked)) {
        const part = unitOf(form, ofForm, options);
        if (part === null) unfit.mixed += ofForm.length;
        else units.push(part);
      }
    }
  }
  return { units, unfit };
}

/** What a line should be answered, as urgent as it is today; null when nobody knows its category. */
export function expectedAnswer({ label, verdict }: HistoryLine, options: UnitOptions): Answer | null {
  const { severity, triage } = verdict;
  if (options.categoryFrom === 'labels') return label === null ? null : { category: label, severity, triage };
  const unsure = verdict.decidedBy === 'fallback' || verdict.confidence < options.minConfidence;
  return unsure ? null : { category: verdict.category, severity, triage };
}

function whyUnfit(line: HistoryLine, options: UnitOptions): Unfit | null {
  if (line.message.length > TEMPLATE_LENGTH) return 'long';
  if (UNREADABLE.test(line.message)) return 'unreadable';
  if (line.verdict.decidedBy === 'regex') return 'ruled';
  if (expectedAnswer(line, options) !== null) return null;
  return options.categoryFrom === 'labels' ? 'unlabelled' : 'unsure';
}

type Masked = readonly { readonly line: HistoryLine; readonly masked: string }[];

/** Null when the lines differ in how urgent they are, or too many of them in their category. */
function unitOf(template: string, masked: Masked, options: UnitOptions): Unit | null {
  const lines = masked.map(({ line }) => line);
  const categories = groupBy(lines, (line) => expectedAnswer(line, options)?.category ?? '');
  const [most] = [...categories.values()].sort((a, b) => b.length - a.length);
  const [first] = most ?? [];
  const answer = first === undefined ? null : expectedAnswer(first, options);
  const severity = commonSeverity(masked);
  if (most === undefined || answer === null || severity === null) return null;
  if (most.length / lines.length < options.minPrecision) return null;
  const messages = [...new Set(lines.map(({ message }) => message))];
  return { template, answer: { ...answer, severity }, lines, messages };
}

/**
 * The severity that makes none of the lines less urgent; null when they differ in more than a model's opinion of a
 * name: in triage, by much, or within a form, where an amount decides.
 */
function commonSeverity(masked: Masked): number | null {
  const severities = masked.map(({ line }) => line.verdict.severity);
  const [lowest, highest] = [
    severities.reduce((a, b) => Math.min(a, b), Infinity),
    severities.reduce((a, b) => Math.max(a, b), 0),
  ];
  if (new Set(masked.map(({ line }) => line.verdict.triage)).size > 1) return null;
  if (lowest === highest) return highest;
  const byForm = groupBy(masked, (one) => one.masked);
  const isAmount = [...byForm.values()].some(
    (ofForm) => new Set(ofForm.map(({ line }) => line.verdict.severity)).size > 1,
  );
  return isAmount || highest - lowest > SEVERITY_SPREAD ? null : highest;
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
