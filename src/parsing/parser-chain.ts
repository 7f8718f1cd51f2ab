import type { ClassifiedLog, RawLog } from '../core/log';
import { levelOf, SEVERITY_INFO } from '../core/level';
import { AccessLogParser } from './access-log.parser';
import { JsonParser } from './json.parser';
import { LogfmtParser } from './logfmt.parser';
import type { LogParser, ParsedLine } from './parser';
import { PlainParser } from './plain.parser';
import { SyslogParser } from './syslog.parser';

/** The parsers in the order in which they are asked; the last one accepts every line. */
export function defaultParsers(): LogParser[] {
  return [new JsonParser(), new AccessLogParser(), new SyslogParser(), new LogfmtParser(), new PlainParser()];
}

/** Asks parsers in turn and writes what the first willing one read into the record. */
export class ParserChain {
  constructor(private readonly parsers: readonly LogParser[]) {}

  /** Fills time, level, source, format, message and fields; what the sender said wins over what the line says. */
  apply(raw: RawLog, log: ClassifiedLog): void {
    const parsed = this.parse(log.raw, raw.source ?? raw.defaultSource, log.observedAt);
    log.format = parsed.format;
    log.message = parsed.message;
    log.timestamp = raw.timestamp ?? parsed.timestamp ?? log.observedAt;
    log.source = raw.source ?? parsed.source ?? raw.defaultSource ?? 'unknown';
    // What the sender attached wins over a field of the same name in the line.
    if (parsed.fields !== null) log.fields = { ...parsed.fields, ...log.fields };
    const level = (raw.level === null ? null : levelOf(raw.level)) ?? parsed.level;
    // Left empty when nobody says: the verdict will tell.
    log.level = raw.level ?? level?.text ?? '';
    log.severityNumber = level?.number ?? SEVERITY_INFO;
  }

  private parse(line: string, source: string | null, now: number): ParsedLine {
    for (const parser of this.parsers) {
      const parsed = parser.parse(line, { source, now });
      if (parsed !== null) return parsed;
    }
    throw new Error('no parser accepts every line: the chain must end with the plain parser');
  }
}
