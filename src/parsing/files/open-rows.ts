import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../../core/errors';
import { csvRows } from './csv-rows';
import type { FileFormat, FileRows, ReadContext } from './file-row';
import { readBytes } from './inflate';
import { jsonRows } from './json-rows';
import { ndjsonRows, textRows } from './text-rows';
import { xlsxRows } from './xlsx-rows';

const BY_EXTENSION = new Map<string, FileFormat>([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['xlsx', 'xlsx'],
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
  ['json', 'json'],
  ['log', 'text'],
  ['txt', 'text'],
  ['text', 'text'],
  ['out', 'text'],
  ['err', 'text'],
]);

/** The format a file name stands for, behind an optional `.gz`; null when the name does not say. */
export function formatOfName(name: string): FileFormat | null {
  const extension = /\.([a-z]+)$/i.exec(name.replace(/\.gz$/i, ''))?.[1]?.toLowerCase();
  return extension === undefined ? null : (BY_EXTENSION.get(extension) ?? null);
}

/** The source to assume for a file that names none: its name without folder and endings. */
export function sourceOfName(name: string): string {
  return (
    basename(name)
      .replace(/\.gz$/i, '')
      .replace(/\.[a-z]+$/i, '') || 'unknown'
  );
}

/** Opens a file of logs. `.gz` is recognised by its first bytes, whatever the name. */
export async function openRows(path: string, format: FileFormat, context: ReadContext): Promise<FileRows> {
  const head = await firstBytes(path);
  if (head.length === 0) throw new InputError('unprocessable', 'empty_file', 'the file is empty');
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new InputError('unprocessable', 'utf16', 'the file is UTF-16; save it as UTF-8');
  }
  if (format === 'xlsx') return xlsxRows(path, context);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  return openStream(readBytes(path, gzip, context.limits, context.onBytes), format, context);
}

/** Reads logs out of a byte stream as they come in; a workbook needs a file. */
export async function openStream(
  bytes: AsyncIterable<Buffer>,
  format: FileFormat,
  context: ReadContext,
): Promise<FileRows> {
  switch (format) {
    case 'csv':
      return csvRows(bytes, context);
    case 'json':
      return jsonRows(bytes, context);
    case 'ndjson':
      return ndjsonRows(bytes, context);
    case 'text':
      return textRows(bytes, context);
    case 'xlsx':
      throw new InputError('unsupported', 'xlsx_stream', 'a workbook can only be read from a file');
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
