import { CompiledFormat, regexMatcher, type LineMatcher } from './compiled-format';
import type { CustomFormat } from './custom-format-schema';
import { compileLogFormat } from './log-format';
import type { LogParser, ParseContext, ParsedLine } from './parser';
import { compileTimePattern } from './time-pattern';

/** A pattern whose cost is linear in the line, whatever both look like. */
interface LinearPattern {
  /** Names of its groups. */
  readonly groups: readonly string[];
  capture(text: string): Readonly<Record<string, string | null>> | null;
}

/** Compiles a pattern that strangers wrote; throws in words when it cannot be used. */
export type LinearCompiler = (source: string, flags: string) => LinearPattern;

/** Group names that would change how fields work. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads the lines of one format of the configuration. */
export class CustomFormatParser implements LogParser {
  readonly name: string;
  private readonly format: CompiledFormat;
  private readonly sources: ReadonlySet<string> | null;

  /** @throws Error in words when its pattern, log format or time format cannot be used */
  constructor(definition: CustomFormat, compile: LinearCompiler) {
    const { name, pattern, logFormat, types = {}, levels = {}, source, sources, timestampFormat } = definition;
    const described = logFormat === undefined ? null : compileLogFormat(name, logFormat);
    const matcher =
      described === null ? linearMatcher(compile(`^(?:${pattern ?? ''})`, '')) : regexMatcher(described.pattern);
    this.name = name;
    this.sources = sources === undefined ? null : new Set(sources);
    this.format = new CompiledFormat(
      {
        name,
        types: { ...described?.types, ...types },
        levels,
        ...(source === undefined ? {} : { source }),
        ...(timestampFormat === undefined ? {} : { readTime: compileTimePattern(timestampFormat) }),
      },
      matcher,
    );
  }

  parse(line: string, context: ParseContext): ParsedLine | null {
    if (this.sources !== null && !this.sources.has(context.source ?? '')) return null;
    return this.format.parse(line, 0, null, context);
  }
}

function linearMatcher(pattern: LinearPattern): LineMatcher {
  const names = pattern.groups;
  const forbidden = names.find((name) => FORBIDDEN.has(name));
  if (forbidden !== undefined) throw new Error(`names a group "${forbidden}", which is not allowed`);
  if (names.length === 0)
    throw new Error('has no named group, so nothing would be read: name them like (?<message>.*)');
  return {
    names,
    exec: (line) => {
      const captures = pattern.capture(line);
      return captures === null ? null : [line, ...names.map((name) => captures[name] ?? undefined)];
    },
  };
}
