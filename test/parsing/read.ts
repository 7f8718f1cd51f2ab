import { TimeZone } from '../../src/core/timestamp-zone';
import { LineContext } from '../../src/parsing/line-context';
import { defaultParsers, ParserChain } from '../../src/parsing/parser-chain';
import type { ParsedLine } from '../../src/parsing/parser';
import type { Sample } from '../../src/parsing/line-format';

/** The time of arrival that samples are written for: 2026-06-15 at noon UTC. */
export const NOW = Date.UTC(2026, 5, 15, 12);

const chain = new ParserChain(defaultParsers());

/** Reads a line as the server does. */
export function read(line: string, source: string | null = null): ParsedLine {
  return chain.explain(line, source, NOW).parsed;
}

/** The context of a line for a parser that is asked by itself. */
export function contextOf(source: string | null = null): LineContext {
  return new LineContext(source, NOW, TimeZone.UTC, () => null);
}

/** What was read, in the shape in which samples say what must be. */
export function asSample(line: string, { message, level, source, timestamp, fields }: ParsedLine): Sample {
  return {
    line,
    message,
    ...(level === null ? {} : { level: level.text }),
    ...(source === null ? {} : { source }),
    ...(timestamp === null ? {} : { time: new Date(timestamp).toISOString() }),
    ...(fields === null || Object.keys(fields).length === 0 ? {} : { fields }),
  };
}
