import type { Fields } from '../core/json';
import { syslogLevel } from '../core/level';
import { leadingTime } from '../core/timestamp';
import type { LogParser, ParseContext, ParsedLine } from './parser';

const PRIORITY = /^<(\d{1,3})>/;
/** RFC 5424 §6: version, time, host, application, process id, message id, then structured data. */
const RFC5424 = /^1 (\S+) (\S+) (\S+) (\S+) (\S+) (?=[[-])/;
/** RFC 3164 after its time: host, tag with optional process id, message. */
const RFC3164 = /^(?:([\w.:-]+) )?([\w./() @-]{1,64}?)(?:\[(\d+)\])?: ?/;

const MAX_PRIORITY = 191;

/** Syslog lines of RFC 5424 and RFC 3164, with or without the priority in front (files leave it out). */
export class SyslogParser implements LogParser {
  readonly name = 'syslog';

  parse(line: string, context: ParseContext): ParsedLine | null {
    const priority = PRIORITY.exec(line);
    const value = priority === null ? null : Number(priority[1]);
    if (value !== null && value > MAX_PRIORITY) return null;
    const start = priority?.[0].length ?? 0;
    return value !== null && line.startsWith('1 ', start)
      ? this.parse5424(line.slice(start), value, context)
      : this.parse3164(line, start, value, context);
  }

  private parse5424(text: string, priority: number, context: ParseContext): ParsedLine | null {
    const match = RFC5424.exec(text);
    if (match === null) return null;
    const [header, time = '-', host = '-', app = '-', processId = '-', messageId = '-'] = match;
    const found = time === '-' ? null : leadingTime(time, 0, context.now);
    const fields: Fields = { facility: priority >> 3 };
    if (host !== '-') fields['host'] = host;
    if (processId !== '-') fields['pid'] = processId;
    if (messageId !== '-') fields['messageId'] = messageId;
    const data = readStructuredData(text, header.length);
    if (data === null) return null;
    if (Object.keys(data.elements).length > 0) fields['structuredData'] = data.elements;
    return {
      format: 'syslog-rfc5424',
      message: text
        .slice(data.end)
        .trimStart()
        .replace(/^\uFEFF/, ''),
      timestamp: found?.ms ?? null,
      level: syslogLevel(priority),
      source: app === '-' ? null : app,
      fields,
    };
  }

  private parse3164(line: string, start: number, priority: number | null, context: ParseContext): ParsedLine | null {
    const first = line.charCodeAt(start);
    // A month name ("Dec  4 …"), or the ISO time that rsyslog and systemd write instead.
    const monthFirst = first >= 65 && first <= 90;
    if (!monthFirst && !(first >= 48 && first <= 57)) return null;
    const time = leadingTime(line, start, context.now);
    if (time === null || line[time.end] !== ' ') return null;
    const rest = line.slice(time.end + 1);
    const match = RFC3164.exec(rest);
    if (match === null) return null;
    const [header, host, tag = '', processId] = match;
    // Without a priority only "host tag:" tells syslog from any other line that starts with a time.
    if (priority === null && (host === undefined || (!monthFirst && processId === undefined))) return null;
    const fields: Fields = {};
    if (priority !== null) fields['facility'] = priority >> 3;
    if (host !== undefined) fields['host'] = host;
    if (processId !== undefined) fields['pid'] = processId;
    return {
      format: 'syslog-rfc3164',
      message: rest.slice(header.length),
      timestamp: time.ms,
      level: priority === null ? null : syslogLevel(priority),
      source: tag,
      fields,
    };
  }
}

/** The elements of RFC 5424 structured data and where the message starts; null when it is malformed. */
function readStructuredData(text: string, start: number): { elements: Fields; end: number } | null {
  const elements: Fields = {};
  if (text[start] === '-') return { elements, end: start + 1 };
  const element = /\[([^ =\]"]{1,64})((?: [^ =\]"]{1,64}="(?:[^"\\\]]|\\.)*")*)\]/y;
  const parameter = / ([^ =\]"]+)="((?:[^"\\\]]|\\.)*)"/g;
  let end = start;
  while (text[end] === '[') {
    element.lastIndex = end;
    const match = element.exec(text);
    if (match === null) return null;
    const values: Fields = {};
    for (const [, name = '', value = ''] of (match[2] ?? '').matchAll(parameter)) {
      if (name !== '__proto__') values[name] = value.replace(/\\(["\\\]])/g, '$1');
    }
    if (match[1] !== '__proto__') elements[match[1] ?? ''] = values;
    end = element.lastIndex;
  }
  return { elements, end };
}
