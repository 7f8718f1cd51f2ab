import type { Fields } from '../core/json';
import { levelOf } from '../core/level';
import { parseTimestamp } from '../core/timestamp';
import { setField, typeOfField } from './field-values';
import { readJsonRequest } from './json-request';
import type { LogParser, ParseContext, ParsedLine } from './parser';
import { requestLevel } from './request';
import { takeSentence, takeText } from './take-field';
import { textOf } from './text-of';

const PAIR = /\s*([A-Za-z_@][\w.@/-]{0,120})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/y;
const FIRST_PAIR = /^\s{0,8}[A-Za-z_@][\w.@/-]{0,120}=/;
const MIN_PAIRS = 2;
const MAX_PAIRS = 500;
const TIME_KEYS = ['time', 'ts', 'timestamp', 't'];
const HEADER_KEYS = new Set([...TIME_KEYS, 'level', 'lvl', 'severity', 'caller', 'service', 'app', 'logger', 'source']);

/** Keys of Fortinet's firewalls that other formats have under another name. */
const FORTINET: Readonly<Record<string, string>> = {
  ...{ srcip: 'sourceIp', srcport: 'sourcePort', dstip: 'destinationIp', dstport: 'destinationPort', devname: 'host' },
  ...{
    proto: 'protocolNumber',
    sentbyte: 'bytesSent',
    rcvdbyte: 'bytesReceived',
    logid: 'eventCode',
    remip: 'clientIp',
  },
};

/** logfmt: `level=info msg="user logged in" user=7`. The whole line must be pairs, and say what happened. */
export class LogfmtParser implements LogParser {
  readonly name = 'logfmt';

  parse(line: string, context: ParseContext): ParsedLine | null {
    if (!FIRST_PAIR.test(line)) return null;
    const fields = readPairs(line.trimEnd());
    if (fields === null) return null;
    if ('devname' in fields && 'logid' in fields) return fortinet(fields, context);
    const said = takeText(fields, ['msg', 'message']) ?? takeSentence(fields, 'event') ?? readJsonRequest(fields);
    const message = said ?? unsaid(fields);
    if (message === null) return null;
    return {
      format: 'logfmt',
      message,
      timestamp: takeTime(fields, TIME_KEYS, context),
      level: levelOf(takeText(fields, ['level', 'lvl', 'severity', 'at']) ?? '') ?? requestLevel(fields),
      source: takeText(fields, ['service', 'app', 'logger', 'source']),
      fields,
    };
  }
}

function readPairs(text: string): Fields | null {
  const fields: Fields = {};
  let pairs = 0;
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const match = PAIR.exec(text);
    if (match === null || ++pairs > MAX_PAIRS) return null;
    const [, key = '', quoted, bare] = match;
    if (key !== '__proto__') fields[key] = quoted === undefined ? (bare ?? '') : unescape(quoted);
  }
  return pairs < MIN_PAIRS ? null : fields;
}

/** What to show of a line that has no message, but a time or level: its error, else all it says. */
function unsaid(fields: Fields): string | null {
  const isLog = TIME_KEYS.some((key) => key in fields) || 'level' in fields;
  if (!isLog) return null;
  const error = fields['err'] ?? fields['error'];
  if (typeof error === 'string' && error !== '') return error;
  const rest = Object.entries(fields).filter(([key]) => !HEADER_KEYS.has(key));
  return rest.length === 0 ? null : rest.map(([key, value]) => `${key}=${textOf(value)}`).join(' ');
}

/** A time under one of the keys; one that cannot be read is kept as a field. */
function takeTime(fields: Fields, keys: readonly string[], context: ParseContext): number | null {
  const time = takeText(fields, keys);
  const timestamp = time === null ? null : parseTimestamp(time, context.now, context.zone);
  if (timestamp === null && time !== null) fields['time'] = time;
  return timestamp;
}

/** FortiGate and its kin: the same syntax with keys of their own, and often no message. */
function fortinet(pairs: Fields, context: ParseContext): ParsedLine {
  const epoch = takeText(pairs, ['eventtime']);
  const clock = `${takeText(pairs, ['date']) ?? ''} ${takeText(pairs, ['time']) ?? ''}`;
  const zone = takeText(pairs, ['tz']) ?? '';
  const message = takeText(pairs, ['msg', 'logdesc']);
  const level = levelOf(takeText(pairs, ['level']) ?? '');
  const fields: Fields = {};
  for (const [key, value] of Object.entries(pairs)) {
    const name = FORTINET[key] ?? key;
    setField(fields, name, textOf(value), typeOfField(name));
  }
  const { type = '', subtype = '', action = '', sourceIp, destinationIp, destinationPort } = fields;
  const ends = sourceIp === undefined ? '' : ` ${textOf(sourceIp)} to ${textOf(destinationIp ?? '-')}`;
  const port = destinationPort === undefined ? '' : ` port ${textOf(destinationPort)}`;
  return {
    format: 'fortinet',
    message: message ?? `${textOf(type)} ${textOf(subtype)} ${textOf(action)}${ends}${port}`,
    timestamp:
      parseTimestamp(`${clock}${zone}`, context.now, context.zone) ??
      (epoch === null ? null : parseTimestamp(epoch, context.now, context.zone)),
    level,
    source: 'fortinet',
    fields,
  };
}

function unescape(quoted: string): string {
  return quoted.includes('\\')
    ? quoted.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char))
    : quoted;
}
