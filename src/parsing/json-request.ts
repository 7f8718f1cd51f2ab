import type { Fields } from '../core/json';
import { takeAt, valueAt } from './json-dialect';
import { requestMessage, setRequest, setTarget } from './request';
import { textOf } from './text-of';

const METHOD = [
  'method',
  'request_method',
  'http_method',
  'RequestMethod',
  'verb',
  'http.request.method',
  'request.method',
];
const TARGET = [
  'request_uri',
  'uri',
  'RequestPath',
  'url.original',
  'url.path',
  'request.uri',
  'request.url',
  'path',
  'url',
];
const STATUS = [
  'status',
  'status_code',
  'statusCode',
  'response_code',
  'DownstreamStatus',
  'OriginStatus',
  'http.response.status_code',
  'response.status',
  'res.statusCode',
];
const CLIENT = [
  'remote_addr',
  'remote_ip',
  'client_ip',
  'clientIp',
  'ClientHost',
  'source.ip',
  'client.ip',
  'request.remote_ip',
  'ip',
];
const BYTES = ['body_bytes_sent', 'bytes_sent', 'size', 'DownstreamContentSize', 'http.response.body.bytes', 'bytes'];

function first(fields: Fields, keys: readonly string[]): string | undefined {
  return keys.find((key) => {
    const value = valueAt(fields, key);
    return typeof value === 'string' || typeof value === 'number';
  });
}

/**
 * Gives the parts of an HTTP request that an object holds under one of their many names the names they have in access
 * lines, and returns the message of that request; null when the object is no record of an answered request.
 */
export function readJsonRequest(fields: Fields): string | null {
  const status = first(fields, STATUS);
  if (status === undefined) return null;
  const code = Number(valueAt(fields, status));
  if (!Number.isInteger(code) || code < 100 || code > 599) return null;
  const method = first(fields, METHOD);
  const target = first(fields, TARGET);
  const whole = method === undefined && typeof fields['request'] === 'string' ? fields['request'] : null;
  if (whole === null && (method === undefined || target === undefined)) return null;
  takeAt(fields, status);
  fields['status'] = code;
  if (whole === null) {
    fields['method'] = textOf(takeAt(fields, method ?? '') ?? '');
    setTarget(fields, textOf(takeAt(fields, target ?? '') ?? ''));
  } else {
    takeAt(fields, 'request');
    setRequest(fields, whole);
  }
  const client = first(fields, CLIENT);
  if (client !== undefined)
    fields['clientIp'] = textOf(takeAt(fields, client)).replace(/^(\d[\d.]{6,14}):\d{1,5}$/, '$1');
  const bytes = first(fields, BYTES);
  if (bytes !== undefined) fields['bytes'] = Number(takeAt(fields, bytes));
  return requestMessage(fields);
}
