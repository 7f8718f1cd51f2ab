import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { messageOf } from '../../core/errors';

/** A file of a model is missing, broken, half written or of another kind than its manifest says. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';

  constructor(
    readonly file: string,
    problem: string,
  ) {
    super(`${file}: ${problem}`);
  }
}

/** A lower-case SHA-256 in hexadecimal. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');

/** SHA-256 of bytes, in hexadecimal. */
export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Reads a file whose hash a manifest names.
 * @throws ModelFileError when it cannot be read or its content is not what the manifest promises
 */
export function readVerified(file: string, expected: string): Buffer {
  const bytes = readModelFile(file);
  const actual = sha256(bytes);
  if (actual !== expected) {
    throw new ModelFileError(
      file,
      `broken or half written: its SHA-256 is ${actual}, the manifest says ${expected} (${String(bytes.length)} bytes)`,
    );
  }
  return bytes;
}

/** Reads a JSON file of a known shape, checked against `expectedHash` when one is known. */
export function readModelJson<T>(file: string, schema: z.ZodType<T>, expectedHash?: string): T {
  const bytes = expectedHash === undefined ? readModelFile(file) : readVerified(file, expectedHash);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ModelFileError(file, `not JSON: ${messageOf(error)}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ModelFileError(file, z.prettifyError(result.error));
}

function readModelFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ModelFileError(file, `cannot be read: ${messageOf(error)}`);
  }
}
