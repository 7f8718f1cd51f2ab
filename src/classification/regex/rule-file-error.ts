import type { z } from 'zod';
import { isObject } from '../../core/json';
import { UnusableFileError } from '../unusable-file-error';

/** A rule file that cannot be used. */
export class RuleFileError extends UnusableFileError {
  override readonly name = 'RuleFileError';
}

/** Says what is wrong in a rule file in terms of the rule and its field; `file` is the JSON as it was read. */
export function describeIssue(issue: z.core.$ZodIssue, file: unknown): string {
  const [section, index, ...rest] = issue.path;
  if (section !== 'rules' || typeof index !== 'number') return join(...issue.path.map(String), issue.message);
  const where = rest.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`)).join('');
  return join(ruleName(file, index), where.replace(/^\./, ''), issue.message);
}

function ruleName(file: unknown, index: number): string {
  const rules = isObject(file) && Array.isArray(file['rules']) ? (file['rules'] as unknown[]) : [];
  const rule = rules[index];
  return isObject(rule) && typeof rule['id'] === 'string'
    ? `rule "${rule['id']}":`
    : `rule number ${String(index + 1)}:`;
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
