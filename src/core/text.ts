/** A text made fit to store and show, and what had to be done to it. */
export interface CleanText {
  readonly text: string;
  /** True when NUL characters or lone surrogates were replaced. */
  readonly sanitized: boolean;
  /** True when the text was longer than the limit and was cut. */
  readonly truncated: boolean;
}

/**
 * Replaces what PostgreSQL refuses (U+0000, lone surrogates) by U+FFFD and cuts the text to `maxLength`
 * UTF-16 code units, never through the middle of a surrogate pair.
 */
export function cleanText(text: string, maxLength: number): CleanText {
  let clean = text;
  let truncated = false;
  if (clean.length > maxLength) {
    const last = clean.charCodeAt(maxLength - 1);
    clean = clean.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength);
    truncated = true;
  }
  let sanitized = false;
  if (clean.includes('\0')) {
    clean = clean.replaceAll('\0', '\uFFFD');
    sanitized = true;
  }
  if (!clean.isWellFormed()) {
    clean = clean.toWellFormed();
    sanitized = true;
  }
  return { text: clean, sanitized, truncated };
}

/** The text as a regular expression that matches nothing else, in the syntax of ECMAScript (also under `u`) and RE2. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** A copy with memory of its own, for texts that are kept: a part of a line keeps the whole line alive. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
