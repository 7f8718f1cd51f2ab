import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { InputError } from '../../core/errors';
import type { LimitsConfig } from '../../config/limits.config';
import { parseJson } from '../../parsing/files/json-rows';
import { gunzip } from '../../parsing/files/inflate';
import type { FileFormat } from '../../parsing/files/file-row';
import { bodyChunks } from './request-body';

/** Bodies that hold many logs and are read as a stream, by content type. */
export const STREAMED_TYPES: ReadonlyMap<string, FileFormat> = new Map([
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['text/csv', 'csv'],
  ['text/plain', 'text'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
]);

/** The content type of a request without its parameters, lower case. */
export function contentType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** The answer to a body of a type that we do not read. */
export function unsupportedType(type: string): InputError {
  return new InputError(
    'unsupported',
    'unknown_content_type',
    `the content type "${type}" is not supported; send application/json, application/x-ndjson, text/csv, text/plain or multipart/form-data with a file`,
  );
}

/**
 * Teaches Fastify our bodies: JSON within its limits, everything that can be long as a stream, gzip unpacked under a
 * guard. Any other type is answered 415.
 */
export function registerBodyParsers(fastify: FastifyInstance, limits: LimitsConfig): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', (_request: FastifyRequest, payload: Readable) =>
    readJson(payload, limits.jsonBodyBytes),
  );
  fastify.addContentTypeParser([...STREAMED_TYPES.keys()], (_request, payload, done) => {
    done(null, payload);
  });
  fastify.addContentTypeParser('*', (request, _payload, done) => {
    done(unsupportedType(contentType(request)));
  });
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase();
    if (encoding === undefined || encoding === 'identity') {
      done(null, payload);
    } else if (encoding === 'gzip' || encoding === 'x-gzip') {
      done(null, Readable.from(gunzip(bodyChunks(payload as Readable), limits)));
    } else {
      done(
        new InputError(
          'unsupported',
          'unknown_encoding',
          `the content encoding "${encoding}" is not supported; use gzip or none`,
        ),
      );
    }
  });
}

/** Reads and parses a JSON body. @throws InputError naming the limit or the place of the mistake */
async function readJson(payload: Readable, limit: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyChunks(payload)) {
    size += chunk.length;
    if (size > limit) {
      throw new InputError(
        'too_large',
        'json_too_large',
        `a JSON body may have ${String(limit)} bytes; send larger batches as NDJSON, CSV or a file`,
      );
    }
    chunks.push(chunk);
  }
  if (size === 0) throw new InputError('invalid', 'empty_body', 'the request has no body');
  return parseJson(Buffer.concat(chunks).toString('utf8'));
}
