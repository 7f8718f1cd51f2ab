/** A regular expression as far as the texts it can match are concerned: names and greed do not matter here. */
export type RegexNode =
  /** One character, as written. */
  | { readonly kind: 'char'; readonly char: string }
  /** One character of a class that is not spelled out. */
  | { readonly kind: 'class' }
  /** `^`, `$`, `\b` and the like: no character, but a look at the neighbours. */
  | { readonly kind: 'assertion' }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly items: readonly RegexNode[] }
  /** `max` is Infinity for `*`, `+` and `{n,}`. */
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number };

const CLASS: RegexNode = { kind: 'class' };
const ASSERTION: RegexNode = { kind: 'assertion' };
const NOTHING: RegexNode = { kind: 'sequence', items: [] };

/** Classes with more characters than this are not spelled out. */
const MAX_CLASS = 4;

const REPETITION = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/;
const GROUP = /^\((?:\?P?<\w+>|\?[imsU-]*:)?/;
const FLAGS = /^\(\?[imsU-]+\)/;
const HEX_ESCAPE = /^\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/;
const UNICODE_CLASS = /^\\[pP](?:\{[^}]*\}|[A-Za-z])/;
const NAMED_CLASS = /^\[:\^?[a-z]+:\]/;
const CONTROLS: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

class NotUnderstood extends Error {}

/**
 * Reads RE2 syntax (https://github.com/google/re2/wiki/Syntax) of a pattern that the engine has accepted already.
 * Null when it holds something this reader does not know, which is for the caller to treat as "could be anything".
 */
export function parseRegex(source: string): RegexNode | null {
  try {
    return new RegexReader(source).read();
  } catch (error) {
    if (error instanceof NotUnderstood) return null;
    throw error;
  }
}

class RegexReader {
  private at = 0;

  constructor(private readonly source: string) {}

  read(): RegexNode {
    const node = this.choice();
    if (this.at < this.source.length) throw new NotUnderstood();
    return node;
  }

  private choice(): RegexNode {
    const items = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      items.push(this.sequence());
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'choice', items };
  }

  private sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.at < this.source.length && !'|)'.includes(this.source.charAt(this.at))) {
      items.push(this.repeated(this.atom()));
    }
    return { kind: 'sequence', items };
  }

  private repeated(item: RegexNode): RegexNode {
    const match = REPETITION.exec(this.source.slice(this.at));
    if (match === null) return item;
    const [text, from, comma, to] = match;
    this.at += text.length;
    if (this.source[this.at] === '?') this.at++;
    if (from !== undefined) {
      const min = Number(from);
      const max = comma === undefined ? min : to === '' ? Infinity : Number(to);
      return { kind: 'repeat', item, min, max };
    }
    return { kind: 'repeat', item, min: text === '+' ? 1 : 0, max: text === '?' ? 1 : Infinity };
  }

  private atom(): RegexNode {
    const char = this.take();
    switch (char) {
      case '.':
        return CLASS;
      case '^':
      case '$':
        return ASSERTION;
      case '(':
        return this.group();
      case '[':
        return this.characterClass();
      case '\\':
        return this.escape();
      default:
        return { kind: 'char', char };
    }
  }

  private group(): RegexNode {
    const rest = this.source.slice(--this.at);
    const flags = FLAGS.exec(rest);
    if (flags !== null) {
      this.at += flags[0].length;
      return NOTHING;
    }
    const open = GROUP.exec(rest);
    this.at += open?.[0].length ?? 0;
    if (this.source[this.at] === '?') throw new NotUnderstood();
    const node = this.choice();
    if (this.take() !== ')') throw new NotUnderstood();
    return node;
  }

  /** `\` is taken; what follows is a class, an assertion or a character. */
  private escape(): RegexNode {
    const rest = this.source.slice(this.at - 1);
    const longer = HEX_ESCAPE.exec(rest) ?? UNICODE_CLASS.exec(rest);
    if (longer !== null) {
      this.at += longer[0].length - 1;
      const hex = longer[1] ?? longer[2];
      return hex === undefined ? CLASS : { kind: 'char', char: String.fromCodePoint(Number.parseInt(hex, 16)) };
    }
    const char = this.take();
    if ('dDsSwW'.includes(char)) return CLASS;
    if ('bBAz'.includes(char)) return ASSERTION;
    const control = CONTROLS[char];
    if (control === undefined && /[A-Za-z0-9]/.test(char)) throw new NotUnderstood();
    return { kind: 'char', char: control ?? char };
  }

  /** `[` is taken. A class of a few characters becomes a choice among them. */
  private characterClass(): RegexNode {
    const chars: RegexNode[] = [];
    let open = false;
    if (this.source[this.at] === '^') {
      this.at++;
      open = true;
    }
    for (let first = true; first || this.source[this.at] !== ']'; first = false) {
      const named = NAMED_CLASS.exec(this.source.slice(this.at));
      if (named !== null) {
        this.at += named[0].length;
        open = true;
        continue;
      }
      const item = this.classItem();
      if (this.source[this.at] === '-' && this.source[this.at + 1] !== ']') {
        this.at++;
        this.classItem();
        open = true;
      } else if (item.kind === 'char') {
        chars.push(item);
      } else {
        open = true;
      }
    }
    this.at++;
    return open || chars.length > MAX_CLASS ? CLASS : { kind: 'choice', items: chars };
  }

  private classItem(): RegexNode {
    const char = this.take();
    return char === '\\' ? this.escape() : { kind: 'char', char };
  }

  /** The next code point. */
  private take(): string {
    const code = this.source.codePointAt(this.at);
    if (code === undefined) throw new NotUnderstood();
    const char = String.fromCodePoint(code);
    this.at += char.length;
    return char;
  }
}
