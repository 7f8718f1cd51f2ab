import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fields } from '../../src/core/json';
import type { ClassifiedLog } from '../../src/core/log';
import { openRecord, rawLine } from '../../src/core/record';

/** Half of the lines was looked at while the grammar was written; the other half only measures it. */
export type Part = 'tuned' | 'held-out';

export interface ListedRequest {
  readonly part: Part;
  /** Expected kind of threat; null for ordinary traffic. */
  readonly kind: string | null;
  readonly text: string;
  readonly log: ClassifiedLog;
}

/** A log as a parser leaves it. */
export function logOf(message: string, fields: Fields = {}, timestamp = 0, source = 'web'): ClassifiedLog {
  const log = openRecord(rawLine(message, null), timestamp, 65_536);
  log.fields = fields;
  log.source = source;
  return log;
}

/** An answered request. */
export function requestLog(target: string, status: number, more: Fields = {}, timestamp = 0): ClassifiedLog {
  const fields = { method: 'GET', path: target, status, clientIp: '198.51.100.9', ...more };
  const log = logOf(`GET ${target} returned ${String(status)}`, fields, timestamp);
  log.format = 'access-log';
  return log;
}

export function attacks(): ListedRequest[] {
  return readList('attacks.tsv').map(([part, kind = '', place = '', text = '']) => ({
    part: part as Part,
    kind,
    text,
    log: requestWith(place, text, 404),
  }));
}

export function benign(): ListedRequest[] {
  return readList('benign.tsv').map(([part, place = '', text = '']) => ({
    part: part as Part,
    kind: null,
    text,
    log: requestWith(place, text, 200),
  }));
}

function readList(name: string): string[][] {
  const lines = readFileSync(join(__dirname, name), 'utf8').split('\n').slice(1);
  return lines.filter((line) => line !== '').map((line) => line.split('\t'));
}

function requestWith(place: string, text: string, status: number): ClassifiedLog {
  switch (place) {
    case 'target':
      return requestLog(text.replaceAll(' ', '%20'), status);
    case 'agent':
      return requestLog('/', status, { userAgent: text });
    case 'referrer':
      return requestLog('/', status, { referrer: text });
    case 'cookie':
      return requestLog('/', status, { cookie: text });
    case 'xff':
      return requestLog('/', status, { xForwardedFor: text });
    case 'body':
      return requestLog('/submit', status, { method: 'POST', body: text });
    case 'post':
      return requestLog(text.replaceAll(' ', '%20'), status, { method: 'POST' });
    case 'missing':
      return requestLog(text.replaceAll(' ', '%20'), 404);
    case 'name':
      return requestLog(`/search?${asValue(text)}=1`, status);
    default:
      return requestLog(`/search?q=${asValue(text)}`, status);
  }
}

/** A text that is encoded already stays as it is, save what would end the parameter. */
function asValue(text: string): string {
  if (!/%[0-9a-fu]{2}/i.test(text)) return encodeURIComponent(text);
  return text.replaceAll('&', '%26').replaceAll('#', '%23').replaceAll(' ', '+');
}
