import { cleanFields } from '../core/fields';
import { isObject, type Fields } from '../core/json';
import { levelOf, pinoLevel, type Level } from '../core/level';
import { parseTimestamp } from '../core/timestamp';
import type { LogParser, ParseContext, ParsedLine } from './parser';
import { LEVEL_KEYS, MESSAGE_KEYS, SOURCE_KEYS, TIME_KEYS } from './raw-log';
import { takeField, takeText } from './take-field';

/** A JSON object a line. Well-known keys become message, source, time and level; the rest become fields. */
export class JsonParser implements LogParser {
  readonly name = 'json';

  parse(line: string, context: ParseContext): ParsedLine | null {
    const text = line.trim();
    if (!text.startsWith('{') || !text.endsWith('}')) return null;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return null;
    }
    if (!isObject(value)) return null;
    const cleaned = cleanFields(value);
    // An object that is too deep or poisonous stays what it is to us: a line of text.
    return 'problem' in cleaned ? null : fromFields(cleaned.fields, text, context);
  }
}

function fromFields(fields: Fields, text: string, context: ParseContext): ParsedLine {
  const message = takeText(fields, MESSAGE_KEYS);
  const source = takeText(fields, SOURCE_KEYS);
  const time = takeField(fields, TIME_KEYS);
  const level = takeField(fields, LEVEL_KEYS);
  const timestamp = time === null ? null : parseTimestamp(time, context.now);
  if (timestamp === null && time !== null) fields['time'] = time;
  return {
    format: 'json',
    message: message ?? text,
    timestamp,
    level: readLevel(level),
    source,
    fields,
  };
}

function readLevel(value: string | number | null): Level | null {
  if (typeof value === 'number') return pinoLevel(value);
  return value === null ? null : levelOf(value);
}
