import { cleanFields } from '../core/fields';
import { isObject, type Fields } from '../core/json';
import { levelOf, otelLevel, pinoLevel, syslogLevel, windowsLevel, type Level } from '../core/level';
import { parseTimestamp } from '../core/timestamp';
import { openEnvelope } from './envelope';
import { JSON_DIALECTS } from './formats/json-dialects';
import { takeAt, takeScalar, valueAt, type JsonDialect, type LevelScale } from './json-dialect';
import { readJsonRequest } from './json-request';
import type { Draft } from './line-format';
import type { LogParser, ParseContext, ParsedLine } from './parser';
import { LEVEL_KEYS, MESSAGE_KEYS, SOURCE_KEYS, TIME_KEYS } from './raw-log';
import { requestLevel } from './request';
import { takeSentence } from './take-field';

/** What an object may call its parts when it is of no dialect we know. */
const GENERIC: JsonDialect = {
  name: 'json',
  title: 'JSON object a line',
  has: [],
  message: [...MESSAGE_KEYS, 'Message'],

  from: [...SOURCE_KEYS, 'service.name', 'logger_name', 'name', 'hostname'],
  time: [...TIME_KEYS, 'asctime', 'datetime', 'date', 'Timestamp', 'eventTime', 't'],
  level: [...LEVEL_KEYS, 'levelname', 'level_name', 'lvl', 'log.level', 'Level', 'LogLevel'],
  samples: [],
};

const SCALES: Readonly<Record<LevelScale, (value: number) => Level | null>> = {
  pino: pinoLevel,
  syslog: (value) => (value >= 0 && value <= 7 ? syslogLevel(value) : null),
  opentelemetry: otelLevel,
  windows: windowsLevel,
};

/** The fields of each dialect that get another name, listed once. */
const RENAMES = new Map([...JSON_DIALECTS, GENERIC].map((dialect) => [dialect, Object.entries(dialect.names ?? {})]));
const BY_KEY = new Map<string, JsonDialect[]>();
for (const dialect of JSON_DIALECTS) {
  const [key = ''] = dialect.has;
  // A nested key announces itself by its outermost object, too.
  for (const name of new Set([key, key.split('.')[0] ?? ''])) BY_KEY.set(name, [...(BY_KEY.get(name) ?? []), dialect]);
}

/** A JSON object a line. Well-known keys become message, source, time and level; the rest become fields. */
export class JsonParser implements LogParser {
  readonly name = 'json';

  parse(line: string, context: ParseContext): ParsedLine | null {
    const first = line.charCodeAt(0);
    if (first !== 123 && first > 32) return null;
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
    return 'problem' in cleaned ? null : read(cleaned.fields, dialectOf(cleaned.fields), text, context);
  }
}

function dialectOf(object: Fields): JsonDialect {
  for (const key in object) {
    const dialects = BY_KEY.get(key);
    const found = dialects?.find(
      ({ has, when }) => has.every((name) => valueAt(object, name) !== undefined) && when?.(object) !== false,
    );
    if (found !== undefined) return found;
  }
  return GENERIC;
}

function read(fields: Fields, dialect: JsonDialect, text: string, context: ParseContext): ParsedLine {
  const message =
    takeScalar(fields, dialect.message ?? []) ?? (dialect === GENERIC ? takeSentence(fields, 'event') : null);
  const source = takeScalar(fields, dialect.from ?? []);
  const time = takeScalar(fields, dialect.time ?? []);
  const level = takeScalar(fields, dialect.level ?? []);
  const timestamp = time === null ? null : parseTimestamp(time, context.now, context.zone);
  if (timestamp === null && time !== null) fields['time'] = time;
  for (const [from, to] of RENAMES.get(dialect) ?? []) {
    const value = takeAt(fields, from);
    if (value !== undefined && value !== null && value !== '') fields[to] = value;
  }
  const draft: Draft = {
    message: message === null ? '' : String(message).trimEnd(),
    timestamp,
    level: readLevel(level, dialect.scale ?? 'pino'),
    source: source === null ? (dialect.source ?? null) : String(source),
    fields,
  };
  dialect.refine?.(draft, context);
  if (draft.message === '') draft.message = readJsonRequest(draft.fields) ?? text;
  else if (dialect !== GENERIC) draft.message = withError(draft.message, draft.fields);
  draft.level ??= requestLevel(draft.fields);
  const parsed = { format: dialect.name, ...draft };
  return dialect.envelope === undefined
    ? parsed
    : openEnvelope(parsed, context, { anyText: dialect.envelope === 'any text', innerTimeFirst: false });
}

/** The message with the exception behind it, which some dialects keep in fields of their own. */
function withError(message: string, { stack, errorType, error }: Fields): string {
  const [first = ''] = typeof stack === 'string' ? stack.split('\n', 1) : [];
  const headline = [errorType, error].filter((part) => typeof part === 'string').join(': ');
  // A Python trace starts with a title; its error stands at the end.
  const said = first.startsWith('Traceback') || first === '' ? headline : first.trim();
  return said === '' || message.includes(said) ? message : `${message}: ${said}`;
}

function readLevel(value: string | number | null, scale: LevelScale): Level | null {
  if (value === null) return null;
  if (typeof value === 'string' && !/^\d{1,3}$/.test(value)) return levelOf(value);
  return SCALES[scale](Number(value));
}
