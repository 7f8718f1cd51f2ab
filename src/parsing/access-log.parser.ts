import type { Fields } from '../core/json';
import { httpLevel } from '../core/level';
import { leadingTime } from '../core/timestamp';
import type { LogParser, ParseContext, ParsedLine } from './parser';

/**
 * Common and combined log format of Apache httpd and nginx, with an optional virtual host in front and anything
 * after the user agent (request time, forwarded address). Groups: vhost, client, user, time, request, status,
 * bytes, referrer, user agent.
 */
const LINE =
  /^(?:(\S+:\d+) )?(\S+) \S+ (\S+|"[^"]*") \[([^\]]{20,40})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/;
const REQUEST = /^([A-Z]{2,20}) (\S+)(?: (HTTP\/\d(?:\.\d)?))?$/;
const NGINX = /nginx/i;
const APACHE = /apache|httpd/i;

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
    const match = LINE.exec(line);
    if (match === null) return null;
    const [, vhost, client = '', user = '-', time = '', request = '', statusText = '', bytes = '-', referrer, agent] =
      match;
    const found = leadingTime(time, 0, context.now);
    if (found === null) return null;
    const status = Number(statusText);
    const parts = REQUEST.exec(request);
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
