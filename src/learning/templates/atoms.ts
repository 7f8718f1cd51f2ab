import { PLACEHOLDER } from './placeholder';

/**
 * A masked message taken apart: words, and the gaps of spaces and punctuation between them. There is one gap more than
 * there are words, and gap, word, gap, … , gap joined are the message again, to the character.
 */
export interface Atoms {
  readonly words: string[];
  readonly gaps: string[];
}

const AT_PLACEHOLDER = new RegExp(PLACEHOLDER, 'y');
const DELIMITER = new Uint8Array(128);
for (let code = 0; code <= 32; code++) DELIMITER[code] = 1;
for (const char of ',;:()[]{}"\'`=|<>') DELIMITER[char.charCodeAt(0)] = 1;

const LESS_THAN = 60;
const APOSTROPHE = 39;

export function joinAtoms({ words, gaps }: Atoms): string {
  let text = gaps[0] ?? '';
  for (let i = 0; i < words.length; i++) text += (words[i] ?? '') + (gaps[i + 1] ?? '');
  return text;
}

/** Takes a text apart by its signs alone. */
export function splitAtoms(masked: string): Atoms {
  const words: string[] = [];
  const gaps: string[] = [];
  let gapStart = 0;
  let at = 0;
  while (at < masked.length) {
    const start = at;
    at = wordEnd(masked, at);
    const end = withoutStop(masked, start, at);
    if (end > start) {
      gaps.push(masked.slice(gapStart, start));
      words.push(masked.slice(start, end));
      gapStart = end;
    }
    if (at === start) at++;
  }
  gaps.push(masked.slice(gapStart));
  return { words, gaps };
}

/** The end of the word that starts at `start`; `start` itself when none does. */
function wordEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128 || DELIMITER[code] === 0) continue;
    if (code === LESS_THAN) {
      AT_PLACEHOLDER.lastIndex = at;
      if (!AT_PLACEHOLDER.test(text)) break;
      at = AT_PLACEHOLDER.lastIndex - 1;
    } else if (code !== APOSTROPHE || at === start || !isLetter(text, at - 1) || !isLetter(text, at + 1)) {
      break;
    }
  }
  return at;
}

/** Where the word ends without the stops that belong to the sentence. */
function withoutStop(text: string, start: number, end: number): number {
  while (end > start && '.!?'.includes(text.charAt(end - 1))) end--;
  return end;
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32;
  return code >= 97 && code <= 122;
}
