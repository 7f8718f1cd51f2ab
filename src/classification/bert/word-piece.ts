import { normalizeText } from './bert-normalizer';

const UNKNOWN = '[UNK]';
const START = '[CLS]';
const END = '[SEP]';
/** Marks a piece that continues a word. */
const CONTINUES = '##';
/** A longer word, in characters, is unknown as a whole; the value is BERT's own. */
const MAX_WORD_LENGTH = 100;
/** Words whose pieces are remembered. Log vocabulary is small, so the cache is dropped rather than aged when full. */
const CACHED_WORDS = 8192;

const SEPARATOR = 0;
const WORD = 1;
const PUNCTUATION = 2;

/** Kinds of the ASCII characters; what is missing (control characters) takes the slow path. */
const KINDS = new Int8Array(128).fill(-1);
for (const char of '\t\n\r ') KINDS[char.charCodeAt(0)] = SEPARATOR;
for (let code = 33; code < 127; code++)
  KINDS[code] = /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? WORD : PUNCTUATION;

/** Words and single punctuation marks of a normalised text; Unicode punctuation plus every ASCII symbol. */
const PIECES = /[^\s\p{P}!-/:-@[-`{-~]+|[\p{P}!-/:-@[-`{-~]/gu;

/**
 * BERT's uncased tokenizer: basic tokenization (lower case, no accents, punctuation and CJK characters apart), then
 * WordPiece, the greedy longest-match-first split of Schuster and Nakajima (2012) as BERT uses it. Special tokens
 * written in the text (`[SEP]`) are plain text here: a log must not be able to steer the model with them.
 */
export class WordPiece {
  private readonly vocabulary: ReadonlyMap<string, number>;
  private readonly cache = new Map<string, readonly number[]>();
  private readonly unknown: readonly number[];
  private readonly start: number;
  private readonly end: number;

  /**
   * @param tokens the vocabulary, one token an entry, in the order of the ids
   * @throws Error when a special token is missing
   */
  constructor(tokens: readonly string[]) {
    this.vocabulary = new Map(tokens.map((token, id) => [token, id]));
    this.unknown = [this.idOf(UNKNOWN)];
    this.start = this.idOf(START);
    this.end = this.idOf(END);
  }

  /** Reads a `vocab.txt`: one token a line. */
  static fromVocabulary(text: string): WordPiece {
    return new WordPiece(text.trimEnd().split(/\r?\n/));
  }

  /** Token ids of a text with [CLS] in front and [SEP] at the end, cut to `maxTokens` with both included. */
  encode(text: string, maxTokens: number): number[] {
    const ids = [this.start];
    const room = maxTokens - 1;
    if (!this.appendAscii(text, ids, room)) {
      ids.length = 1;
      for (const [word] of normalizeText(text).matchAll(PIECES)) {
        if (ids.length >= room) break;
        this.append(word, ids);
      }
    }
    if (ids.length > room) ids.length = room;
    ids.push(this.end);
    return ids;
  }

  private idOf(token: string): number {
    const id = this.vocabulary.get(token);
    if (id === undefined) throw new Error(`the vocabulary has no ${token}`);
    return id;
  }

  /** Splits printable ASCII by a table; false when another character occurs, with `ids` then to be thrown away. */
  private appendAscii(text: string, ids: number[], room: number): boolean {
    const lower = text.toLowerCase();
    let wordStart = -1;
    for (let at = 0; at < lower.length; at++) {
      const kind = KINDS[lower.charCodeAt(at)] ?? -1;
      if (kind === WORD) {
        if (wordStart < 0) wordStart = at;
        continue;
      }
      if (kind < 0) return false;
      if (wordStart >= 0) {
        this.append(lower.slice(wordStart, at), ids);
        wordStart = -1;
      }
      if (kind === PUNCTUATION) this.append(lower.charAt(at), ids);
      if (ids.length >= room) return true;
    }
    if (wordStart >= 0) this.append(lower.slice(wordStart), ids);
    return true;
  }

  private append(word: string, ids: number[]): void {
    let pieces = this.cache.get(word);
    if (pieces === undefined) {
      pieces = this.split(word);
      if (this.cache.size >= CACHED_WORDS) this.cache.clear();
      this.cache.set(word, pieces);
    }
    for (const id of pieces) ids.push(id);
  }

  private split(word: string): readonly number[] {
    // Code points count; there are at most as many as code units, so most words need no counting.
    if (word.length > MAX_WORD_LENGTH && Array.from(word).length > MAX_WORD_LENGTH) return this.unknown;
    const ids: number[] = [];
    let start = 0;
    while (start < word.length) {
      let end = word.length;
      let id: number | undefined;
      for (; end > start; end--) {
        const piece = word.slice(start, end);
        id = this.vocabulary.get(start === 0 ? piece : CONTINUES + piece);
        if (id !== undefined) break;
      }
      if (id === undefined) return this.unknown;
      ids.push(id);
      start = end;
    }
    return ids;
  }
}
