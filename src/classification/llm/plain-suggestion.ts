import { plainText } from './plain-text';

const LENGTH = 300;

/** HTML, Markdown, chat mentions, shell pipes and variables, and what a spreadsheet takes for a formula. */
const MARKUP = /[`|$\\<>{}[\]*#@^]|^[-=+]/;
/** The options of a command line: what to type is for a person to decide. */
const COMMAND = /\s--?[a-z]/i;
/** What a browser, a chat or a mail program would make a link of, written out or not. */
const LINK =
  /:\/\/|\bwww\.|\b(?:mailto|javascript|data|tel|file):\S|[\p{L}\p{N}]\.\p{L}{2,}(?:\/|:\d)|\d\.\d+(?::\d+)?\/\p{L}/iu;
/** A name with one of these ends is a host; other names with a dot are files, classes and settings. */
const HOST =
  /[\p{L}\p{N}]\.(?:app|biz|cc|click|cn|co|com|dev|example|info|io|link|live|me|net|online|onion|org|ru|shop|site|tk|top|xyz)(?!\.?[\p{L}\p{N}_-])/iu;
/** Small models repeat a word of the form instead of a sentence. Not all scripts put spaces between words. */
const SENTENCE = /\p{L} .*\p{L}|\p{Lo}{4}/u;
const UNWANTED = [MARKUP, COMMAND, LINK, HOST];

/**
 * A suggestion fit to be shown anywhere, cut to 300 UTF-16 code units. Null for one with links, markup or commands:
 * they can only come from the log, so from anybody, and advice of our own is at hand. Null for less than a sentence, too.
 */
export function plainSuggestion(suggestion: string): string | null {
  const text = plainText(suggestion, LENGTH);
  // As a program that folds wide and other compatible forms of characters would read it.
  const folded = text.normalize('NFKC');
  return !SENTENCE.test(folded) || UNWANTED.some((pattern) => pattern.test(folded)) ? null : text;
}
