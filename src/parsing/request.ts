import type { Fields } from '../core/json';
import { httpLevel, type Level } from '../core/level';

const REQUEST = /^([A-Z_]{2,20}) (\S+)(?: (HTTP\/\d(?:\.\d)?))?$/;
const ABSOLUTE = /^[a-z][a-z+]{1,9}:\/\/([^/?#\s]{1,260})([^]*)$/;

/** Splits `GET /x HTTP/1.1` into method, path and protocol; a request that is not of that form is kept whole. */
export function setRequest(fields: Fields, request: string): void {
  const match = REQUEST.exec(request);
  if (match === null) {
    if (request !== '' && request !== '-') fields['request'] = request;
    return;
  }
  const [, method = '', target = '', protocol] = match;
  fields['method'] = method;
  setTarget(fields, target);
  if (protocol !== undefined) fields['protocol'] = protocol;
}

/** Proxies write whole addresses: the host goes apart, so that `path` means the same everywhere. */
export function setTarget(fields: Fields, target: string): void {
  const absolute = ABSOLUTE.exec(target);
  fields['path'] = absolute === null ? target : absolute[2] === '' ? '/' : (absolute[2] ?? '/');
  if (absolute !== null) fields['vhost'] = absolute[1] ?? '';
}

/** The message of an answered request: `GET /x returned 200`. */
export function requestMessage(fields: Fields): string {
  const { method, path, request, status } = fields as Record<string, string | number | undefined>;
  const asked =
    typeof method === 'string' && path !== undefined ? `${method} ${String(path)}` : (request ?? 'empty request');
  return `${String(asked)} returned ${String(status ?? '-')}`;
}

/** The level that the status of the request implies, when there is a status. */
export function requestLevel(fields: Fields): Level | null {
  const status = fields['status'];
  return typeof status === 'number' ? httpLevel(status) : null;
}
