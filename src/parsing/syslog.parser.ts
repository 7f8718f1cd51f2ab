import type { Fields } from '../core/json';
import { levelOf, syslogLevel } from '../core/level';
import { openEnvelope } from './envelope';
import { setField } from './field-values';
import { readProgram } from './program-fields';
import type { LogParser, ParseContext, ParsedLine } from './parser';

const PRIORITY = /^<(\d{1,3})>/;
/** RFC 5424 §6: version, time, host, application, process id, message id, then structured data. */
const RFC5424 = /^1 (\S+) (\S+) (\S+) (\S+) (\S+) (?=[[-])/;
/** RFC 3164 after its time: host, tag with optional process id, message. */
const RFC3164 =
  /^(?:([\w.:/-]{0,254}(?:[\w.-]|:(?= %))) )?(?::? ?(?=%[A-Z]|(?:CEF|LEEF):\d)|([\w./() @-]{1,64}?)(?:\[(\d{1,10})\])?: ?)/;

/** Most bodies are sentences: no format of whole lines starts with a word like that, but for requests. */
const SENTENCE = /^[A-Za-z][a-z]{3,20} (?![-\d]|GET |POST |PUT |HEAD |DELETE |PATCH )/;

const MAX_PRIORITY = 191;
const FULL_TIME_END = /[+-]\d\d:?\d\d$/;
const ONE_WORD = /^[\w./@-]{1,48}$/;

/** A body without a proper header, as many devices send it: it must start like a text, not like markup. */
const BARE_BODY = /^[\w%[({]/;

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
    const found = time === '-' ? null : context.leadingTime(time, 0);
    const fields: Fields = { facility: priority >> 3 };
    if (host !== '-') fields['host'] = host;
    setField(fields, 'pid', processId, 'integer');
    if (messageId !== '-') fields['messageId'] = messageId;
    const data = readStructuredData(text, header.length);
    if (data === null) return null;
    if (Object.keys(data.elements).length > 0) fields['structuredData'] = data.elements;
    const outer = {
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
    return opened(outer, false, context);
  }

  private parse3164(line: string, start: number, priority: number | null, context: ParseContext): ParsedLine | null {
    const first = line.charCodeAt(start);
    // A month name ("Dec  4 …"), or the ISO time that rsyslog and systemd write instead.
    const monthFirst = first >= 65;
    const time = context.leadingTime(line, start);
    if (time === null || line[time.end] !== ' ')
      return priority === null ? null : bare(line.slice(start), priority, context);
    const rest = line.slice(time.end + 1);
    const match = RFC3164.exec(rest);
    if (match === null) return priority === null ? null : bare(rest, priority, context, time.ms);
    const [header, host, tag, processId] = match;
    if (priority === null && !isFileLine(line, time.end, match, monthFirst)) return null;
    const fields: Fields = {};
    if (priority !== null) fields['facility'] = priority >> 3;
    if (host !== undefined) fields['host'] = host;
    if (processId !== undefined) setField(fields, 'pid', processId, 'integer');
    const outer = {
      format: 'syslog-rfc3164',
      message: rest.slice(header.length),
      timestamp: time.ms,
      level: priority === null ? null : syslogLevel(priority),
      source: tag ?? null,
      fields,
    };
    return opened(outer, monthFirst, context);
  }
}

/**
 * Without a priority only "host tag:" tells syslog from any other line that starts with a time. Programs that write a
 * file of their own in this style (dnsmasq) leave the host out, but name their process.
 */
function isFileLine(
  line: string,
  end: number,
  [, host, tag, processId]: RegExpExecArray,
  monthFirst: boolean,
): boolean {
  if (host === undefined) return monthFirst && processId !== undefined;
  return monthFirst || processId !== undefined || isFileHeader(line, end, host, tag);
}

/** The header that rsyslog and journalctl write by default: a full time with its zone, and a tag of one word. */
function isFileHeader(line: string, end: number, host: string, tag = ''): boolean {
  return (
    line[10] === 'T' && FULL_TIME_END.test(line.slice(end - 6, end)) && ONE_WORD.test(tag) && levelOf(host) === null
  );
}

function bare(
  body: string,
  priority: number,
  context: ParseContext,
  timestamp: number | null = null,
): ParsedLine | null {
  if (!BARE_BODY.test(body)) return null;
  const fields: Fields = { facility: priority >> 3 };
  const outer = {
    format: 'syslog-rfc3164',
    message: body,
    timestamp,
    level: syslogLevel(priority),
    source: null,
    fields,
  };
  return opened(outer, true, context);
}

/** Reads what the program inside says: a whole line of another format, or a text whose wording is known. */
function opened(outer: ParsedLine & { fields: Fields }, innerTimeFirst: boolean, context: ParseContext): ParsedLine {
  if (outer.source !== null) readProgram(outer.source, outer.message, outer.fields);
  return SENTENCE.test(outer.message) ? outer : openEnvelope(outer, context, { anyText: false, innerTimeFirst });
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
