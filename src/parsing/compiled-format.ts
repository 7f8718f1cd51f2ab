import { levelOf, letterLevel, type Level } from '../core/level';
import { parseTimestamp } from '../core/timestamp';
import type { Fields } from '../core/json';
import { openEnvelope } from './envelope';
import { setField, typeOfField } from './field-values';
import { groupNames } from './group-names';
import type { Draft, FieldType, FormatRules } from './line-format';
import type { ParseContext, ParsedLine } from './parser';
import { requestLevel, requestMessage, setRequest, setTarget } from './request';

/** One capture group and what becomes of it. */
interface Group {
  readonly name: string;
  readonly type: FieldType;
}

/** Finds the groups of a format in a line. */
export interface LineMatcher {
  readonly names: readonly string[];
  /** The match that starts exactly at `at`: the whole text, then the groups in the order of their names. */
  exec(line: string, at: number): ArrayLike<string | undefined> | null;
}

/** @throws Error when the pattern has a group without a name */
export function regexMatcher(pattern: RegExp): LineMatcher {
  const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}y`);
  return {
    names: groupNames(pattern),
    exec: (line, at) => {
      sticky.lastIndex = at;
      return sticky.exec(line);
    },
  };
}

/** A format made ready to run. */
export class CompiledFormat {
  readonly name: string;
  private readonly groups: readonly Group[];

  constructor(
    private readonly definition: FormatRules,
    private readonly matcher: LineMatcher,
  ) {
    const { name, types = {} } = definition;
    this.name = name;
    this.groups = matcher.names.map((group) => ({ name: group, type: types[group] ?? typeOfField(group) }));
  }

  /** Reads the line from `at` on; `timestamp` is that of a leading time. Null when the line is of another format. */
  parse(line: string, at: number, timestamp: number | null, context: ParseContext): ParsedLine | null {
    const match = this.matcher.exec(line, at);
    if (match === null) return null;
    const draft: Draft = { message: '', timestamp, level: null, source: null, fields: {} };
    let index = 0;
    for (const group of this.groups) {
      const text = match[++index];
      if (text !== undefined && !this.take(draft, group, text, context)) return null;
    }
    const { definition } = this;
    draft.source ??= definition.source ?? null;
    if (definition.refine !== undefined && !definition.refine(draft, context)) return null;
    if (draft.message === '') draft.message = messageFor(draft.fields, line);
    draft.level ??= requestLevel(draft.fields);
    const parsed = { format: this.name, ...draft };
    return definition.envelope === true
      ? openEnvelope(parsed, context, { anyText: true, innerTimeFirst: false })
      : parsed;
  }

  private take(draft: Draft, { name, type }: Group, text: string, context: ParseContext): boolean {
    switch (name) {
      case 'message':
        draft.message = text.trimEnd();
        return true;
      case 'level':
        draft.level = this.level(text);
        return draft.level !== null || text === '';
      case 'source':
        if (text !== '' && text !== '-') draft.source = text;
        return true;
      case 'time':
        draft.timestamp = (this.definition.readTime ?? parseTimestamp)(text, context.now, context.zone);
        return draft.timestamp !== null || text === '-';
      case 'request':
        setRequest(draft.fields, text);
        return true;
      case 'path':
        setTarget(draft.fields, text);
        return true;
      default:
        setField(draft.fields, name, text, type);
        return true;
    }
  }

  private level(word: string): Level | null {
    const { levels } = this.definition;
    if (levels !== undefined && Object.hasOwn(levels, word)) return levelOf(levels[word] ?? '');
    return word.length === 1 ? letterLevel(word) : levelOf(word);
  }
}

function messageFor(fields: Fields, line: string): string {
  return 'status' in fields && ('method' in fields || 'request' in fields) ? requestMessage(fields) : line;
}
