import { escapeRegex } from '../../core/text';
import { all, any, not, type Formula } from './formula';
import { SigmaRefusal } from './sigma-refusal';

const TOKEN = /\s*(?:([()|])|([^\s()|]+))/y;
/** Depth of brackets and negations; no rule that a person wrote is anywhere near. */
const MAX_DEPTH = 50;

/** Reads the `condition` of a Sigma rule; `searches` are its search identifiers. @throws SigmaRefusal */
export function readCondition(text: string, searches: ReadonlyMap<string, Formula>): Formula {
  return new ConditionReader(tokensOf(text), searches).read();
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(match[1] ?? match[2] ?? '');
  return tokens;
}

/** Recursive descent by the precedence of the specification: `or`, `and`, `not`, `x of`, brackets. */
class ConditionReader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly searches: ReadonlyMap<string, Formula>,
  ) {}

  read(): Formula {
    const formula = this.either();
    const rest = this.tokens[this.at];
    if (rest === '|') throw new SigmaRefusal('its condition: an aggregation (| …) looks at several logs together');
    if (rest !== undefined) throw new SigmaRefusal(`its condition: "${rest}" cannot stand there`);
    return formula;
  }

  private either(): Formula {
    const items = [this.both()];
    while (this.takeWord('or')) items.push(this.both());
    return any(items);
  }

  private both(): Formula {
    const items = [this.negated()];
    while (this.takeWord('and')) items.push(this.negated());
    return all(items);
  }

  private negated(): Formula {
    if (++this.depth > MAX_DEPTH) throw new SigmaRefusal('its condition: too deeply nested');
    const formula = this.takeWord('not') ? not(this.negated()) : this.term();
    this.depth--;
    return formula;
  }

  private term(): Formula {
    const token = this.tokens[this.at++];
    if (token === '(') {
      const formula = this.either();
      if (this.tokens[this.at++] !== ')') throw new SigmaRefusal('its condition: a bracket is not closed');
      return formula;
    }
    if (token === undefined) throw new SigmaRefusal('its condition: it ends too early');
    if (this.tokens[this.at]?.toLowerCase() === 'of') {
      this.at++;
      return this.some(token.toLowerCase(), this.tokens[this.at++] ?? '');
    }
    const search = this.searches.get(token);
    if (search === undefined) throw new SigmaRefusal(`its condition: there is no search identifier "${token}"`);
    return search;
  }

  /** `1 of them`, `all of selection*`. */
  private some(quantity: string, pattern: string): Formula {
    if (quantity !== '1' && quantity !== 'all') {
      throw new SigmaRefusal(`its condition: "${quantity} of" (only "1 of" and "all of" are part of Sigma)`);
    }
    const names = [...this.searches.keys()].filter((name) =>
      pattern === 'them' ? !name.startsWith('_') : globMatches(pattern, name),
    );
    if (names.length === 0) throw new SigmaRefusal(`its condition: no search identifier is meant by "${pattern}"`);
    const items = names.flatMap((name) => this.searches.get(name) ?? []);
    return quantity === '1' ? any(items) : all(items);
  }

  private takeWord(word: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== word) return false;
    this.at++;
    return true;
  }
}

/** `*` stands for any text. */
function globMatches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map(escapeRegex);
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}
