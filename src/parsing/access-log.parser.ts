import type { Fields } from '../core/json';
import { httpLevel } from '../core/level';
import { setField } from './field-values';
import type { LogParser, ParseContext, ParsedLine } from './parser';

/**
 * Common and combined log format of Apache httpd, nginx and whoever else writes them, with an optional virtual host in
 * front. Groups: vhost, client, user, time, request, status, bytes, referrer, user agent.
 */
const HEAD = String.raw`^(?:(\S*:\d{1,5}) )?(\S+) \S+ (\S+|"[^"]*") \[([^\]]{20,40})\] `;
const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const CLIENT = `(?: ${QUOTED} ${QUOTED})?`;
const LINE = new RegExp(String.raw`${HEAD}${QUOTED} (\d{3}) (\d+|-)${CLIENT}`);
/** The same where nobody has escaped the quotes of the request: it ends where a status follows. */
const UNESCAPED_LINE = new RegExp(String.raw`${HEAD}"([^]*?)" (\d{3}) (\d+|-)(?= |$)${CLIENT}`);
const REQUEST = /^([A-Z_]{2,20}) (\S+)(?: (HTTP\/\d(?:\.\d)?))?$/;
/** A path with blanks in it, as a client may send and a server may answer it. */
const BLANK_REQUEST = /^([A-Z]{3,20}) (\/[^]*?)(?: (HTTP\/\d(?:\.\d)?))?$/;
const NGINX = /nginx/i;
const APACHE = /apache|httpd/i;
/** What is often added behind: addresses the request was forwarded for, the time it took in seconds, a named time. */
const FORWARDED = /"((?:unknown|[\da-fA-F.:]{3,45})(?:, ?[\da-fA-F.:]{3,45}){0,9})"/;
const SECONDS = /(?:^|[\s=])(\d{1,6}\.\d{3,6})(?=\s|$)/;
/** Traefik: number of requests, router, server, time. */
const TRAEFIK = /^ \d{1,20} "([^"]{0,300})" "([^"]{0,500})" (\d{1,12})ms$/;
const MAX_TAIL = 2048;

function formatFor(source: string | null): string {
  if (source === null) return 'access-log';
  if (NGINX.test(source)) return 'nginx-access';
  return APACHE.test(source) ? 'apache-access' : 'access-log';
}

/** Access-log lines; the message is `METHOD path returned status`. */
export class AccessLogParser implements LogParser {
  readonly name = 'access-log';

  parse(line: string, context: ParseContext): ParsedLine | null {
    const bracket = line.indexOf(' [');
    if (bracket < 5 || bracket > 512) return null;
    const match = LINE.exec(line) ?? UNESCAPED_LINE.exec(line);
    if (match === null) return null;
    const [
      whole,
      vhost,
      client = '',
      user = '-',
      time = '',
      request = '',
      statusText = '',
      bytes = '-',
      referrer,
      agent,
    ] = match;
    const found = context.leadingTime(time, 0);
    if (found === null) return null;
    const status = Number(statusText);
    const parts = REQUEST.exec(request) ?? BLANK_REQUEST.exec(request);
    const fields: Fields = { clientIp: client, status, bytes: bytes === '-' ? 0 : Number(bytes) };
    if (parts === null) {
      fields['request'] = request;
    } else {
      fields['method'] = parts[1] ?? '';
      fields['path'] = parts[2] ?? '';
      if (parts[3] !== undefined) fields['protocol'] = parts[3];
    }
    if (vhost !== undefined) fields['vhost'] = vhost;
    if (user !== '-') fields['user'] = user;
    if (referrer !== undefined && referrer !== '-') fields['referrer'] = referrer;
    if (agent !== undefined && agent !== '-') fields['userAgent'] = agent;
    if (whole.length < line.length) readTail(line.slice(whole.length, whole.length + MAX_TAIL), fields);
    return {
      format: formatFor(context.source),
      message: `${parts === null ? (request === '' || request === '-' ? 'empty request' : request) : `${parts[1] ?? ''} ${parts[2] ?? ''}`} returned ${statusText}`,
      timestamp: found.ms,
      level: httpLevel(status),
      source: null,
      fields,
    };
  }
}

function readTail(tail: string, fields: Fields): void {
  const traefik = TRAEFIK.exec(tail);
  if (traefik !== null) {
    setField(fields, 'router', traefik[1] ?? '', 'text');
    setField(fields, 'upstream', traefik[2] ?? '', 'text');
    setField(fields, 'durationMs', traefik[3] ?? '', 'milliseconds');
    return;
  }
  const forwarded = FORWARDED.exec(tail);
  if (forwarded !== null) fields['forwardedFor'] = forwarded[1] ?? '';
  const seconds = SECONDS.exec(tail);
  if (seconds !== null) setField(fields, 'durationMs', seconds[1] ?? '', 'seconds');
}
