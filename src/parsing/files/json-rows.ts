import { InputError, messageOf } from '../../core/errors';
import { isObject } from '../../core/json';
import { rawLogFrom } from '../raw-log';
import { errorRow, logRow, type FileRow, type FileRows, type ReadContext, type ReadLimits } from './file-row';

const MAX_DEPTH = 32 + 4;

/** The logs of a JSON document: a bare array, or `{"logs": […]}`. */
export function logsOfDocument(document: unknown): readonly unknown[] {
  const logs = isObject(document) ? document['logs'] : document;
  if (!Array.isArray(logs)) {
    throw new InputError('invalid', 'not_a_batch', 'the body must be {"logs": [...]} or an array of logs');
  }
  return logs as unknown[];
}

/**
 * Parses JSON that came from outside.
 * @throws InputError for syntax errors, and for nesting so deep that other code could not walk it
 */
export function parseJson(text: string): unknown {
  const depth = depthOf(text);
  if (depth > MAX_DEPTH) {
    throw new InputError(
      'invalid',
      'json_too_deep',
      `the JSON is nested ${String(depth)} levels deep; at most ${String(MAX_DEPTH)} are read`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError('invalid', 'invalid_json', `the body is not valid JSON: ${messageOf(error)}`);
  }
}

/** One log of a JSON document as a row. */
export function jsonRow(value: unknown, now: number, source: string | null): FileRow {
  const result = rawLogFrom(value, now, source);
  return 'error' in result ? errorRow(result.error.code, result.error.detail) : logRow(result.log);
}

/**
 * The text of a JSON document. It is held as a whole, hence its own limit.
 * @param advice what to do about a larger one
 */
export async function readDocument(
  bytes: AsyncIterable<Buffer>,
  { jsonBytes }: ReadLimits,
  advice: string,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > jsonBytes) {
      const limit = `a JSON document may have ${String(jsonBytes)} bytes`;
      throw new InputError('too_large', 'json_too_large', `${limit}; ${advice}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export async function jsonRows(bytes: AsyncIterable<Buffer>, { source, now, limits }: ReadContext): Promise<FileRows> {
  const text = await readDocument(bytes, limits, 'send larger files as NDJSON, a log a line');
  const logs = logsOfDocument(parseJson(text.replace(/^\uFEFF/, '')));
  async function* groups(): AsyncGenerator<readonly FileRow[]> {
    await Promise.resolve();
    yield logs.map((log) => jsonRow(log, now, source));
  }
  return { header: null, groups: groups() };
}

/** How deep the brackets of a JSON text nest, found without building anything. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 34: // a string: skip to its closing quote
        for (i++; i < text.length && text.charCodeAt(i) !== 34; i++) if (text.charCodeAt(i) === 92) i++;
        break;
      case 91:
      case 123:
        if (++depth > deepest) deepest = depth;
        break;
      case 93:
      case 125:
        depth--;
        break;
      default:
    }
  }
  return deepest;
}
