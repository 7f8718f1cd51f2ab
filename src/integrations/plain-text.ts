import { CONTROL, INVISIBLE } from '../core/invisible';
import { Redactor } from '../core/redact';

/** UTF-16 code units that are looked at for each one that may be shown: the rest of an endless line is not worth it. */
const LOOKED_AT = 8;
const ELLIPSIS = '…';
/** A pattern without dots: a letter to some, a space to others, and nothing to the eye. */
const BLANK_BRAILLE = '\u2800';
const CONTROL_IN_LINE = /[^\P{Cc}\n]+/gu;
const LINE_BREAK = /\r\n?|[\u0085\u2028\u2029]/g;
const SPACES = /\p{Zs}{2,}/gu;
const redactor = new Redactor('mask');
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a person would see of a text, on one line, without secrets, at most `maxLength` UTF-16 code units of it. */
export function plainLine(text: string, maxLength: number): string {
  const visible = shown(beginning(text, maxLength)).replace(CONTROL, ' ').replace(SPACES, ' ');
  return cutText(redactor.text(visible).trim(), maxLength);
}

/** The same for a text whose line breaks matter, such as a stack trace; at most `maxLines` lines of it. */
export function plainBlock(text: string, maxLength: number, maxLines: number): string {
  const broken = shown(beginning(text, maxLength).replace(LINE_BREAK, '\n'));
  const lines = redactor.text(broken.replace(CONTROL_IN_LINE, ' ')).trimEnd().split('\n');
  const kept = lines.slice(0, maxLines).join('\n');
  return cutText(lines.length > maxLines ? `${kept}${ELLIPSIS}` : kept, maxLength);
}

/** Cuts between two characters as people count them (Unicode UAX #29); what is cut ends in an ellipsis. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const room = maxLength - ELLIPSIS.length;
  // One more than there is room for: whether the last character ends there shows only in what follows.
  const start = text.slice(0, room + 1);
  let end = 0;
  for (const { index } of graphemes.segment(start)) if (index <= room) end = index;
  return `${start.slice(0, end).trimEnd()}${ELLIPSIS}`;
}

function beginning(text: string, maxLength: number): string {
  return text.slice(0, maxLength * LOOKED_AT).toWellFormed();
}

/** Without what could also turn the order of a line around. */
function shown(text: string): string {
  return text.replace(INVISIBLE, '').replaceAll(BLANK_BRAILLE, '');
}
