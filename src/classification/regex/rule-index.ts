import type { EnrichedLog } from '../../core/log';
import { AhoCorasick, type Keyword } from './aho-corasick';
import type { CandidateSet } from './candidate-set';
import type { Rule } from './rule';

/** Rules that need one field. */
interface FieldRules {
  /** Whatever its value. */
  readonly whatever: readonly number[];
  /** With a certain text in it. */
  readonly literals: AhoCorasick;
  readonly waiting: readonly number[];
}

/**
 * Says which rules could match a log, so that a log costs the same whether there are fifty or five hundred: a rule
 * waits for one of the literals that it requires in the message, in the raw line or in one field, else for the field;
 * the few that offer none of these are proposed for every log.
 */
export class RuleIndex {
  private readonly message: AhoCorasick;
  /** Null when no rule waits for a text in the raw line, so that none is searched in vain. */
  private readonly raw: AhoCorasick | null;
  private readonly fields: ReadonlyMap<string, FieldRules>;
  private readonly always: readonly number[];

  constructor(rules: readonly Rule[]) {
    const message: Keyword[] = [];
    const raw: Keyword[] = [];
    const fields = new Map<string, { whatever: number[]; literals: Keyword[] }>();
    const always: number[] = [];
    rules.forEach(({ anchor }, value) => {
      if (anchor === null) {
        always.push(value);
      } else if (anchor.in !== 'field') {
        (anchor.in === 'raw' ? raw : message).push(...keywords(anchor.literals, value));
      } else {
        for (const key of keysOf(anchor.field)) {
          const entry = fields.get(key) ?? { whatever: [], literals: [] };
          fields.set(key, entry);
          if (anchor.literals === null) entry.whatever.push(value);
          else entry.literals.push(...keywords(anchor.literals, value));
        }
      }
    });
    this.message = new AhoCorasick(message);
    this.raw = raw.length === 0 ? null : new AhoCorasick(raw);
    this.fields = new Map([...fields].map(([key, entry]) => [key, fieldRules(entry.whatever, entry.literals)]));
    this.always = always;
  }

  /** Fills `candidates` with the positions of the rules that could match; `subject` is the searched part of the message. */
  collect(subject: string, log: EnrichedLog, candidates: CandidateSet): void {
    candidates.clear();
    for (const position of this.always) candidates.add(position);
    if (this.fields.size > 0) this.collectByField(log, candidates);
    this.message.find(subject, candidates);
    this.raw?.find(log.raw, candidates);
  }

  private collectByField({ fields }: EnrichedLog, candidates: CandidateSet): void {
    for (const name in fields) {
      const rules = this.fields.get(name);
      if (rules === undefined) continue;
      for (const position of rules.whatever) candidates.add(position);
      if (rules.waiting.length === 0) continue;
      const value = fields[name];
      if (typeof value === 'string') rules.literals.find(value, candidates);
      else if (typeof value === 'number') rules.literals.find(String(value), candidates);
      else for (const position of rules.waiting) candidates.add(position);
    }
  }
}

function keywords(literals: readonly string[], value: number): Keyword[] {
  return literals.map((text) => ({ text, value }));
}

/** A nested field such as `http.status` may also be one key with a dot in it. */
function keysOf(field: string): ReadonlySet<string> {
  return new Set([field, field.split('.', 1)[0] ?? field]);
}

function fieldRules(whatever: readonly number[], literals: Keyword[]): FieldRules {
  return { whatever, literals: new AhoCorasick(literals), waiting: [...new Set(literals.map(({ value }) => value))] };
}
