import type { Fields } from '../core/json';
import { setField, typeOfField } from './field-values';
import { groupNames } from './group-names';
import type { FieldType } from './line-format';
import { PROGRAM_TEXTS } from './formats/programs';

/** A pattern with the names and types of its groups, in order. */
interface Compiled {
  readonly pattern: RegExp;
  readonly groups: readonly (readonly [name: string, type: FieldType])[];
}

const BY_PROGRAM = new Map<string, Compiled[]>();
for (const { programs, patterns } of PROGRAM_TEXTS) {
  const compiled = patterns.map((pattern) => {
    const groups = groupNames(pattern).map((name) => [name, typeOfField(name)] as const);
    return { pattern, groups };
  });
  for (const program of programs) BY_PROGRAM.set(program, [...(BY_PROGRAM.get(program) ?? []), ...compiled]);
}
/** What says who did what stands at the front of a message. */
const MAX_TEXT = 2048;

/**
 * Reads the fields out of the messages of well-known system programs (sshd, sudo, cron, postfix…). The tag may carry a
 * path or a service name: `/usr/sbin/cron`, `postfix/smtpd`, `su(pam_unix)`.
 */
export function readProgram(tag: string, message: string, fields: Fields): void {
  const patterns = BY_PROGRAM.get(tag) ?? BY_PROGRAM.get(programOf(tag));
  if (patterns === undefined) return;
  const text = message.length > MAX_TEXT ? message.slice(0, MAX_TEXT) : message;
  for (const { pattern, groups } of patterns) {
    const match = pattern.exec(text);
    if (match === null) continue;
    // One wording says all: the patterns of a program exclude one another.
    let index = 0;
    for (const [name, type] of groups) {
      const value = match[++index];
      // What the header said stands.
      if (value !== undefined && !(name in fields)) setField(fields, name, value, type);
    }
    return;
  }
}

function programOf(tag: string): string {
  const name = tag.startsWith('/') ? tag.slice(tag.lastIndexOf('/') + 1) : tag;
  const end = name.search(/[/([]/);
  return (end > 0 ? name.slice(0, end) : name).toLowerCase();
}
