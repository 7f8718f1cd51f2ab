import type { Fields } from '../core/json';
import { levelOf, type Level } from '../core/level';
import { parseTimestamp } from '../core/timestamp';
import { setField, typeOfField } from './field-values';
import type { LogParser, ParseContext, ParsedLine } from './parser';
import { textOf } from './text-of';

/** Header texts may hold `\|` and `\\`. */
const CEF =
  /^CEF:[01]\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|((?:[^|\\]|\\.)*)\|([^|]{0,20})\|([^]*)$/;
const LEEF = /^LEEF:([12])\.0\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|(?:([^|]{0,6})\|)?([^]*)$/;
/** A value goes on until the next ` key=`; an equals sign within it is escaped. */
const CEF_KEY = /(?:^|\s)([\w.[\]-]{1,80})=/g;
const MAX_PAIRS = 200;

/** Keys of CEF and LEEF that other formats have under another name. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ src: 'sourceIp', dst: 'destinationIp', spt: 'sourcePort', dpt: 'destinationPort', srcPort: 'sourcePort' },
  ...{
    dstPort: 'destinationPort',
    suser: 'user',
    usrName: 'user',
    duser: 'targetUser',
    proto: 'protocol',
    act: 'action',
  },
  ...{ request: 'url', requestMethod: 'method', fname: 'file', dvchost: 'host', in: 'bytesReceived', out: 'bytesSent' },
  ...{ shost: 'sourceHost', dhost: 'destinationHost', app: 'application', cat: 'eventCategory' },
};

/** Events of security products: ArcSight's Common Event Format and IBM QRadar's Log Event Extended Format. */
export class CefParser implements LogParser {
  readonly name = 'cef';

  parse(line: string, context: ParseContext): ParsedLine | null {
    if (line.startsWith('CEF:')) return readCef(line, context);
    return line.startsWith('LEEF:') ? readLeef(line, context) : null;
  }
}

function readCef(line: string, context: ParseContext): ParsedLine | null {
  const match = CEF.exec(line);
  if (match === null) return null;
  const [, vendor = '', product = '', version = '', signature = '', name = '', severity = '', extension = ''] = match;
  const fields: Fields = {};
  setProduct(fields, vendor, product, version, signature);
  const keys = [...extension.matchAll(CEF_KEY)].slice(0, MAX_PAIRS);
  for (const [index, key] of keys.entries()) {
    const end = keys[index + 1]?.index ?? extension.length;
    const value = extension.slice(key.index + key[0].length, end).trimEnd();
    put(fields, key[1] ?? '', value.replace(/\\([\\=|])/g, '$1').replaceAll('\\n', '\n'));
  }
  return event('cef', name.replace(/\\([\\|])/g, '$1'), severity, fields, product, context);
}

function readLeef(line: string, context: ParseContext): ParsedLine | null {
  const match = LEEF.exec(line);
  if (match === null) return null;
  const [, major, vendor = '', product = '', version = '', eventId = '', delimiter, attributes = ''] = match;
  // Version 1 has no delimiter in its header; what looks like one is the first attribute.
  const text = major === '1' && delimiter !== undefined ? `${delimiter}|${attributes}` : attributes;
  const fields: Fields = {};
  setProduct(fields, vendor, product, version, eventId);
  for (const pair of text.split(major === '2' ? delimiterOf(delimiter) : '\t', MAX_PAIRS)) {
    const equals = pair.indexOf('=');
    if (equals > 0) put(fields, pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
  const severity = textOf(fields['sev'] ?? '');
  return event('leef', eventId, severity, fields, product, context);
}

/** LEEF 2 names its delimiter as the character itself or as its code: `^`, `x5E`, `0x09`. */
function delimiterOf(text: string | undefined): string {
  if (text === undefined || text === '') return '\t';
  const hex = /^0?x([\da-fA-F]{1,4})$/.exec(text);
  return hex === null ? text.charAt(0) : String.fromCharCode(Number.parseInt(hex[1] ?? '9', 16));
}

function setProduct(fields: Fields, vendor: string, product: string, version: string, signature: string): void {
  setField(fields, 'vendor', vendor, 'text');
  setField(fields, 'product', product, 'text');
  setField(fields, 'productVersion', version, 'text');
  setField(fields, 'signatureId', signature, 'text');
}

function put(fields: Fields, key: string, value: string): void {
  if (key === '__proto__') return;
  const name = NAMES[key] ?? key;
  setField(fields, name, value, typeOfField(name));
}

function event(
  format: string,
  name: string,
  severity: string,
  fields: Fields,
  product: string,
  context: ParseContext,
): ParsedLine {
  const { msg, rt, devTime } = fields;
  const time = rt ?? devTime ?? fields['end'];
  const text = typeof msg === 'string' && msg !== '' && !msg.includes(name) ? `${name}: ${msg}` : name;
  return {
    format,
    message: typeof msg === 'string' && msg.includes(name) ? msg : text,
    timestamp: time === undefined ? null : parseTimestamp(textOf(time), context.now, context.zone),
    level: severityLevel(severity),
    source: product === '' ? null : product,
    fields,
  };
}

/** CEF severities 0–10 or words: 0–3 low, 4–6 medium, 7–8 high, 9–10 very high. */
function severityLevel(severity: string): Level | null {
  const words: Readonly<Record<string, string>> = {
    low: 'info',
    medium: 'warning',
    high: 'error',
    'very-high': 'critical',
  };
  if (/^\d{1,2}$/.test(severity)) {
    const value = Number(severity);
    return levelOf(value >= 9 ? 'critical' : value >= 7 ? 'error' : value >= 4 ? 'warning' : 'info');
  }
  const word = words[severity.toLowerCase()];
  return word === undefined ? null : levelOf(word);
}
