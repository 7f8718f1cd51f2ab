import type { ClassifiedLog, RawLog } from '../core/log';
import { levelOf, SEVERITY_INFO } from '../core/level';
import { TimeZone } from '../core/timestamp-zone';
import { AccessLogParser } from './access-log.parser';
import { CefParser } from './cef.parser';
import { COLOURS, ESCAPE } from './colours';
import { LINE_FORMATS } from './formats/line-formats';
import { JsonParser } from './json.parser';
import { LineContext } from './line-context';
import { LineFormatParser } from './line-format.parser';
import { LogfmtParser } from './logfmt.parser';
import type { LogParser, ParseContext, ParsedLine } from './parser';
import { PlainParser } from './plain.parser';
import { PrefixedParser } from './prefixed.parser';
import { splitStack } from './stack-trace';
import { SyslogParser } from './syslog.parser';
import { TableFormatParser } from './table-format.parser';

/** The parsers in the order in which they are asked, after those of the configuration; the last accepts every line. */
export function defaultParsers(custom: readonly LogParser[] = []): LogParser[] {
  return [
    ...custom,
    new JsonParser(),
    new AccessLogParser(),
    new LineFormatParser('line-formats', LINE_FORMATS),
    new SyslogParser(),
    new CefParser(),
    new TableFormatParser(),
    new LogfmtParser(),
    new PrefixedParser(),
    new PlainParser(),
  ];
}

/** Starts each text of a JSON sequence (RFC 7464), as journalctl -o json-seq writes it. */
const RECORD_SEPARATOR = 0x1e;

export interface ParserChainOptions {
  /** Zone of times that name none; UTC by default. */
  readonly zone?: TimeZone;
}

/** A line as it was read, and by whom. */
export interface Explanation {
  /** The parser that took the line, e.g. `syslog`; the format it read is in `parsed`. */
  readonly parser: string;
  readonly parsed: ParsedLine;
}

/** Asks parsers in turn and writes what the first willing one read into the record. */
export class ParserChain {
  private readonly zone: TimeZone;

  constructor(
    private readonly parsers: readonly LogParser[],
    options: ParserChainOptions = {},
  ) {
    this.zone = options.zone ?? TimeZone.UTC;
  }

  /** Fills time, level, source, format, message and fields; what the sender said wins over what the line says. */
  apply(raw: RawLog, log: ClassifiedLog): void {
    const { parsed } = this.explain(log.raw, raw.source ?? raw.defaultSource, log.observedAt);
    log.format = parsed.format;
    log.message = parsed.message;
    log.timestamp = raw.timestamp ?? parsed.timestamp ?? log.observedAt;
    log.source = raw.source ?? parsed.source ?? raw.defaultSource ?? loggerOf(parsed) ?? 'unknown';
    // What the sender attached wins over a field of the same name in the line.
    if (parsed.fields !== null) {
      log.fields = Object.keys(log.fields).length === 0 ? parsed.fields : { ...parsed.fields, ...log.fields };
    }
    const level = (raw.level === null ? null : levelOf(raw.level)) ?? parsed.level;
    // Left empty when nobody says: the verdict will tell.
    log.level = raw.level ?? level?.text ?? '';
    log.severityNumber = level?.number ?? SEVERITY_INFO;
  }

  /** Reads one line as `apply` does and tells which parser took it. `now` (epoch ms) is the time of arrival. */
  explain(line: string, source: string | null, now: number): Explanation {
    const found = this.read(shown(line), true, new LineContext(source, now, this.zone, this.readInner));
    if (found === null) throw new Error('no parser accepts every line: the chain must end with the plain parser');
    return found;
  }

  private readonly readInner = (body: string, anyText: boolean, context: ParseContext): ParsedLine | null =>
    this.read(body, anyText, context)?.parsed ?? null;

  private read(line: string, anyText: boolean, context: ParseContext): Explanation | null {
    for (const parser of this.parsers) {
      if (parser.takesAnyText === true && !anyText) continue;
      const parsed = parser.parse(line, context);
      if (parsed !== null) return { parser: parser.name, parsed: finished(parsed, line) };
    }
    return null;
  }
}

/** The line without what no reader sees; a line of nothing else is kept as it is. */
function shown(line: string): string {
  const bare = line.charCodeAt(0) === RECORD_SEPARATOR ? line.slice(1) : line;
  const text = bare.includes(ESCAPE) ? bare.replace(COLOURS, '') : bare;
  return text === line || text.trim() !== '' ? text : line;
}

/** Leaves of a stack trace in the message what happened, and sees to it that every log says something. */
function finished(parsed: ParsedLine, line: string): ParsedLine {
  const { message } = parsed;
  if (message.trim() === '') return { ...parsed, message: line };
  const split = message.includes('\n') ? splitStack(message) : null;
  return split === null
    ? parsed
    : { ...parsed, message: split.message, fields: { stack: split.stack, ...parsed.fields } };
}

/** A class or module that names itself: a better name than none, a worse one than that of the file it writes to. */
function loggerOf({ fields }: ParsedLine): string | null {
  const logger = fields?.['logger'];
  return typeof logger === 'string' ? logger : null;
}
