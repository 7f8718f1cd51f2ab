import '@fastify/multipart';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AppConfig } from '../../config/config';
import { APP_CONFIG } from '../../config/config.module';
import { InputError } from '../../core/errors';
import { formatOfName, sourceOfName } from '../../parsing/files/open-rows';
import type { FileFormat } from '../../parsing/files/file-row';
import { contentType, STREAMED_TYPES, unsupportedType } from './body-parsers';
import { bodyChunks } from './request-body';

/** A body or file kept on disk until it is read; memory never holds it. */
export interface Upload {
  readonly path: string;
  readonly format: FileFormat;
  /** File name as sent; it is shown and never used as a path. */
  readonly fileName: string | null;
  /** Source for logs that name none. */
  readonly source: string | null;
  /** The other parts of a form that are texts. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Receives uploads into DATA_DIR/uploads. */
@Injectable()
export class UploadService implements OnModuleInit {
  private readonly folder: string;
  private readonly limit: number;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.folder = resolve(config.server.dataDir, 'uploads');
    this.limit = config.limits.uploadBytes;
  }

  /** What a killed server left here was never accepted: nobody got an answer for it. */
  onModuleInit(): void {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }

  /**
   * Takes the body of a request: the `file` part of a form, or the body itself.
   * @throws InputError for an unknown type, a missing file or one over the limit
   */
  async receive(request: FastifyRequest, source: string | null): Promise<Upload> {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > this.limit) throw this.tooLarge();
    if (contentType(request) === 'multipart/form-data') return this.receiveForm(request, source);
    const format = STREAMED_TYPES.get(contentType(request));
    if (format === undefined) throw unsupportedType(contentType(request));
    return { path: await this.spool(request.body as Readable), format, fileName: null, source, fields: {} };
  }

  /** Keeps a JSON batch, so that a job can read it after the request is over. */
  async keepJson(body: unknown, source: string | null): Promise<Upload> {
    const path = join(this.folder, randomUUID());
    await writeFile(path, JSON.stringify(body));
    return { path, format: 'json', fileName: null, source, fields: {} };
  }

  /** Deletes the file unless a job has taken it over. */
  async discard(upload: Upload): Promise<void> {
    await rm(upload.path, { force: true });
  }

  private async receiveForm(request: FastifyRequest, source: string | null): Promise<Upload> {
    let upload: Upload | null = null;
    const fields: Record<string, string> = {};
    for await (const part of request.parts({ limits: { files: 1, fields: 10, fileSize: this.limit + 1 } })) {
      if (part.type === 'field') {
        if (typeof part.value === 'string' && part.value !== '') fields[part.fieldname] = part.value;
        continue;
      }
      const format = formatOfName(part.filename) ?? STREAMED_TYPES.get(part.mimetype) ?? null;
      if (format === null) {
        part.file.resume();
        throw new InputError(
          'unsupported',
          'unknown_file_type',
          `"${part.filename}" is none of csv, tsv, xlsx, ndjson, jsonl, json, log, txt (each also .gz)`,
        );
      }
      upload = {
        path: await this.spool(part.file),
        format,
        fileName: part.filename,
        source: sourceOfName(part.filename),
        fields,
      };
    }
    if (upload === null)
      throw new InputError('invalid', 'missing_file', 'the form has no file; send it as the part "file"');
    return { ...upload, source: source ?? fields['source'] ?? upload.source };
  }

  private async spool(stream: Readable): Promise<string> {
    const path = join(this.folder, randomUUID());
    try {
      await pipeline(this.limited(stream), createWriteStream(path));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return path;
  }

  private async *limited(stream: Readable): AsyncGenerator<Buffer> {
    let size = 0;
    for await (const chunk of bodyChunks(stream)) {
      size += chunk.length;
      if (size > this.limit) throw this.tooLarge();
      yield chunk;
    }
  }

  private tooLarge(): InputError {
    return new InputError(
      'too_large',
      'upload_too_large',
      `an upload may have ${String(this.limit)} bytes (MAX_UPLOAD)`,
    );
  }
}
