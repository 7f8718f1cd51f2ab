import { functionCode, isSystemObject, SQL_WORDS } from './sql-words';

/** Tokens that are looked at; an injection shows itself in far fewer. */
const MAX_TOKENS = 400;
/** What may stand in front of a binary operator; after anything else a sign is unary and says nothing. */
const OPERANDS = 'nsw)@*XE';
const SPACES = /\s+/y;
/** Names, with everything beyond ASCII save blanks; a dot joins the parts of a qualified one. */
const WORD = /[\w$.\u0080-\u009f\u00a1-\u1fff\u2030-\u2fff\u3001-\uffff]+/y;
const NUMBER = /^(?:\d+(?:\.\d*)?(?:e\d+)?|0x[0-9a-f]*|0b[01]+|\.\d+)$/;
/** A number that runs into a word, which MySQL reads as two tokens. */
const GLUED = /^(\d+(?:\.\d*)?(?:\.?e\d*)?)(and|or|xor|union)$/;
const COMPARISON = /<=>|<>|!=|==|=|<=|>=|<|>/y;
const DOLLAR_QUOTE = /^\$[a-z_]*\$$/;

/**
 * The tokens of `text` as one character each: the shape of a query without its names and values, so that grammar can
 * be matched on it by regular expressions (the idea of fingerprints is that of libinjection, Galbreath 2012; tables
 * and grammar are ours). `text` is lower case. With a `quote` the text is read as continuing a string that the
 * application opened with it. Codes are those of {@link SQL_WORDS} and
 *
 * `n` number, `s` string, `w` name, `@` variable, `X` system object, `f` function, `F` probing function, `h` character
 * function (each before its parenthesis), `= <` comparison, `~` comparison in words, `+` arithmetic, `*`, `|` for `||`,
 * `&` logic, `a` logic glued to an apostrophe inside a word, `( ) , ;`, `c` comment to the end, `-` two
 * dashes that are no comment, `?` other. Casts are left out.
 */
export function sqlTokens(text: string, quote: '' | "'" | '"' | '`'): string {
  return new SqlLexer(text).read(quote);
}

class SqlLexer {
  private at = 0;
  private tokens = '';

  constructor(private readonly text: string) {}

  read(quote: string): string {
    if (quote !== '') {
      this.at = this.text.indexOf(quote) + 1;
      this.tokens = 's';
      this.readGluedLogic();
    }
    while (this.at < this.text.length && this.tokens.length < MAX_TOKENS && !this.tokens.endsWith('c'))
      this.readToken();
    return this.tokens;
  }

  /** French writes `d'or 18 carats`: `or` right after an apostrophe inside a word is weaker evidence. */
  private readGluedLogic(): void {
    const { text, at } = this;
    if (!/[a-z\u0080-\uffff]/.test(text.charAt(at - 2))) return;
    const glued = /^(?:or|and)\b/.exec(text.slice(at, at + 4));
    if (glued === null) return;
    this.tokens += 'a';
    this.at += glued[0].length;
  }

  private readToken(): void {
    const { text, at } = this;
    const character = text.charAt(at);
    SPACES.lastIndex = at;
    if (SPACES.test(text)) {
      this.at = SPACES.lastIndex;
    } else if (character === "'" || character === '"' || character === '`') {
      this.readString(character);
    } else if (text.startsWith('/*', at)) {
      this.readComment();
    } else if (text.startsWith('*/', at)) {
      // The end of an executed comment.
      this.at += 2;
    } else if (text.startsWith('--', at) || character === '#') {
      this.readLineComment();
    } else if (character === '@') {
      this.readVariable();
    } else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word === undefined) this.readSymbol(character);
      else this.readWord(word);
    }
  }

  private readString(quote: string): void {
    const { text } = this;
    let end = this.at + 1;
    while (end < text.length) {
      const character = text.charAt(end);
      if (character === '\\') end++;
      else if (character === quote) {
        if (text.charAt(end + 1) !== quote) break;
        end++;
      }
      end++;
    }
    this.at = end + 1;
    // Adjacent strings are one; a prefix such as N'..' or x'..' belongs to its string.
    if (this.tokens.length < 2 || !this.tokens.endsWith('s')) this.tokens += 's';
  }

  /** A comment is a space, save that MySQL executes what stands in `/*! ... *\/`. */
  private readComment(): void {
    const { text, at } = this;
    if (text.charAt(at + 2) === '!') {
      this.at = at + 3;
      while (/\d/.test(text.charAt(this.at))) this.at++;
      return;
    }
    const end = text.indexOf('*/', at + 2);
    if (end < 0) this.tokens += 'c';
    else this.at = end + 2;
  }

  /** Ends the query, unless a line feed follows; `1--1` and `#5` may still be arithmetic and prose. */
  private readLineComment(): void {
    const { text, at } = this;
    const line = text.indexOf('\n', at);
    if (line >= 0 && text.length - line > 1) {
      this.at = line + 1;
      return;
    }
    const rest = text.slice(at + (text.charAt(at) === '#' ? 1 : 2));
    // What sqlmap and people write behind it is at most a word; a sentence after it is a sentence.
    if (/^[\s+]*[-\w;%]{0,12}[\s'"`)]*$/.test(rest) || /^\s*['")]/.test(rest)) this.tokens += 'c';
    else if (text.charAt(at) === '#') this.tokens += '?';
    else this.tokens += '-';
    this.at = this.tokens.endsWith('c') ? text.length : at + (text.charAt(at) === '#' ? 1 : 2);
  }

  private readVariable(): void {
    const { text, at } = this;
    const name = /^@{1,2}[\w$`]+/.exec(text.slice(at, at + 64));
    this.at = at + (name?.[0].length ?? 1);
    // An address such as someone@example is no variable.
    this.tokens += name === null || /[\w.]/.test(text.charAt(at - 1)) ? '?' : '@';
  }

  private readWord(word: string): void {
    const { text } = this;
    const glued = GLUED.exec(word);
    if (glued !== null) {
      this.tokens += `n${SQL_WORDS.get(glued[2] ?? '') ?? 'w'}`;
      this.at += word.length;
      return;
    }
    this.at += word.length;
    if (NUMBER.test(word)) {
      this.tokens += 'n';
      return;
    }
    if (DOLLAR_QUOTE.test(word)) {
      const end = text.indexOf(word, this.at);
      this.at = end < 0 ? text.length : end + word.length;
      this.tokens += 's';
      return;
    }
    const next = this.nextCharacter();
    // Dialects want the parenthesis of a built-in function right behind its name; prose puts a blank there.
    const called = text.charAt(this.at) === '(' ? functionCode(word) : null;
    const code = called ?? SQL_WORDS.get(word) ?? (isSystemObject(word) ? 'X' : 'w');
    if (code === '~') this.readWordComparison(word, next);
    // `table`, `user`, `login` and the like are names of columns, unless a statement about the schema names its object.
    else if (code === 'G') this.tokens += /Dw?$/.test(this.tokens) ? 'G' : 'w';
    else if (code !== '!') this.tokens += code;
  }

  /** `in`, `is`, `like` and `between` are English too: they compare only when an operand of SQL follows. */
  private readWordComparison(word: string, next: string): void {
    const quoted = next === "'" || next === '"' || next === '`';
    const digit = next >= '0' && next <= '9';
    const rest = this.text.slice(this.at, this.at + 16).trimStart();
    const compares =
      word === 'in'
        ? next === '('
        : word === 'is'
          ? /^(?:not\s{1,4})?null\b/.test(rest)
          : (quoted && word !== 'div' && word !== 'mod') ||
            digit ||
            next === '(' ||
            next === '@' ||
            /^(?:select|binary|char|ch?r|0x|sleep)\b/.test(rest);
    this.tokens += compares ? '~' : 'w';
  }

  private nextCharacter(): string {
    SPACES.lastIndex = this.at;
    return this.text.charAt(SPACES.test(this.text) ? SPACES.lastIndex : this.at);
  }

  private readSymbol(character: string): void {
    const { text, at, tokens } = this;
    COMPARISON.lastIndex = at;
    const comparison = COMPARISON.exec(text)?.[0];
    if (comparison !== undefined) {
      this.at += comparison.length;
      this.tokens += comparison.includes('=') || comparison === '<>' ? '=' : '<';
      return;
    }
    const pair = text.slice(at, at + 2);
    if (pair === '\\n') {
      // NULL in MySQL, in lower case here.
      this.at += 2;
      this.tokens += 'n';
      return;
    }
    if (pair === '||' || pair === '&&') {
      this.at += 2;
      this.tokens += pair === '||' ? '|' : '&';
      return;
    }
    if (pair === '::') {
      // A cast: the type after it says nothing.
      this.at += 2;
      WORD.lastIndex = this.at;
      this.at += WORD.exec(text)?.[0].length ?? 0;
      return;
    }
    this.at++;
    if ('(),;'.includes(character)) this.tokens += character;
    else if (character === '*') this.tokens += '*';
    else if ('+-/%^&|~'.includes(character)) {
      if (OPERANDS.includes(tokens.charAt(tokens.length - 1)) && tokens !== '') this.tokens += '+';
    } else if (character !== '!') this.tokens += '?';
  }
}
