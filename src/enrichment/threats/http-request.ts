import { isObject, type Fields, type JsonValue } from '../../core/json';
import type { ClassifiedLog } from '../../core/log';

/** What a log tells about one request; texts are encoded as they were sent. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Null when the log does not say. */
  readonly status: number | null;
  readonly referrer: string;
  readonly userAgent: string;
  /** Bodies, cookies and other headers that were logged. */
  readonly bodies: readonly string[];
}

/** UTF-16 code units of one body that are looked at. */
const MAX_BODY = 16_384;
const REQUEST_LINE = /^(?:([A-Za-z]{2,20})\s+)?(\S[^]*?)(?:\s+HTTP\/\d(?:\.\d)?)?\s*$/;
const METHOD =
  /^(?:GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH|CONNECT|TRACE|PROPFIND|DEBUG|TRACK|SEARCH|MOVE|COPY|MKCOL)$/i;
/** A request quoted in the text of another log, e.g. of an error log. */
const QUOTED_REQUEST =
  /(?:^|["'`\s[(=:])(GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH|PROPFIND) ((?:\/|https?:\/\/)[^"\n]*?)(?: HTTP\/\d(?:\.\d)?|["\n]|$)/;

/** A request line between quotes; looked for from its end, so that each search reads the text once. */
const REQUEST_START = /"(GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH|PROPFIND) (?=\/|https?:\/\/)/;
const REQUEST_END = / HTTP\/\d(?:\.\d)?"(?: (\d{3})\b)?/;

type Role = 'method' | 'target' | 'query' | 'status' | 'referrer' | 'userAgent' | 'request' | 'body' | 'nested';

/** What the fields of access logs, proxies, ECS, OpenTelemetry and loggers of applications are called. */
const ROLES = new Map<string, Role>();
function named(role: Role, names: string): void {
  for (const name of names.split(' ')) ROLES.set(name, role);
}
named(
  'method',
  'method httpMethod http_method request_method requestMethod verb cs-method http.method http.request.method',
);
named(
  'target',
  'path uri request_uri requestUri requestURI target http.target url.original url.full url.path http.url',
);
named('target', 'cs-uri-stem request_path requestPath');
named('query', 'query queryString query_string args url.query cs-uri-query params');
named(
  'status',
  'status statusCode status_code http_status response_code sc-status http.status_code http.response.status_code',
);
named('referrer', 'referrer referer http_referer cs(Referer) http.request.referrer');
named('userAgent', 'userAgent useragent http_user_agent agent ua cs(User-Agent) user_agent.original http.user_agent');
named('body', 'body requestBody request_body requestPayload payload data postData post_data form cookie cookies');
named('body', 'cs(Cookie) xForwardedFor x_forwarded_for x-forwarded-for headers http.request.body.content');
named('nested', 'http httpRequest req res url user_agent');
ROLES.set('request', 'request');

/** What has been gathered so far; null and empty for what no field says. */
interface Parts {
  method: string | null;
  target: string | null;
  query: string;
  status: number | null;
  referrer: string;
  userAgent: string;
  request: string | null;
  readonly bodies: string[];
}

/** The request that a log is about; null when it is about none. */
export function requestOf(log: ClassifiedLog): HttpRequest | null {
  const parts = gather(log.fields);
  if (parts.method !== null && METHOD.test(parts.method) && parts.target !== null) {
    return assemble(parts, parts.method.toUpperCase(), parts.target);
  }
  if (parts.request !== null) return fromLine(parts, parts.request);
  if (parts.target !== null && log.format.includes('access')) return assemble(parts, '', parts.target);
  return fromText(log.message);
}

function gather(fields: Fields): Parts {
  const parts: Parts = {
    method: null,
    target: null,
    query: '',
    status: null,
    referrer: '',
    userAgent: '',
    request: null,
    bodies: [],
  };
  for (const name in fields) {
    const role = ROLES.get(name);
    if (role !== undefined) take(parts, role, name, fields[name] ?? null);
  }
  return parts;
}

function take(parts: Parts, role: Role, name: string, value: JsonValue): void {
  if (typeof value === 'string') {
    if (role === 'body') parts.bodies.push(value.slice(0, MAX_BODY));
    else if (role === 'nested') takeText(parts, name, value);
    else if (role === 'status') parts.status ??= statusFrom(value);
    else if (role === 'method' || role === 'target' || role === 'request') parts[role] ??= value;
    else if (parts[role] === '') parts[role] = value;
  } else if (role === 'status') {
    parts.status ??= statusFrom(value);
  } else if (isObject(value)) {
    if (role === 'body' || role === 'query') parts.bodies.push(JSON.stringify(value).slice(0, MAX_BODY));
    else takeNested(parts, value);
  }
}

/** `url` and `user_agent` are texts in some logs and objects in ECS. */
function takeText(parts: Parts, name: string, value: string): void {
  if (name === 'url') parts.target ??= value;
  else if (name === 'user_agent' && parts.userAgent === '') parts.userAgent = value;
}

/** ECS (`http.request.method`, `url.path`), clouds (`httpRequest.requestUrl`) and loggers of Node (`req.url`). */
function takeNested(parts: Parts, object: Record<string, unknown>): void {
  for (const inner of [object, object['request'], object['response']]) {
    if (!isObject(inner)) continue;
    parts.method ??= text(inner['method']) ?? text(inner['requestMethod']);
    parts.target ??= text(inner['requestUrl']) ?? text(inner['url']) ?? text(inner['path']) ?? text(inner['full']);
    parts.status ??= statusFrom(inner['status_code'] ?? inner['statusCode'] ?? inner['status']);
    if (parts.query === '') parts.query = text(inner['query']) ?? '';
    if (parts.userAgent === '') parts.userAgent = text(inner['userAgent']) ?? text(inner['original']) ?? '';
  }
  if (parts.userAgent.startsWith('/')) {
    // `url.original` is a path with its query, `user_agent.original` is not.
    parts.target = parts.userAgent;
    parts.userAgent = '';
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function statusFrom(value: unknown): number | null {
  const status = typeof value === 'string' ? Number(value) : value;
  return typeof status === 'number' && status >= 100 && status < 600 ? status : null;
}

/** A request line with blanks in it, which the parser of access logs leaves whole. */
function fromLine(parts: Parts, line: string): HttpRequest {
  const [, method = '', target = ''] = REQUEST_LINE.exec(line) ?? [];
  return METHOD.test(method) ? assemble(parts, method.toUpperCase(), target) : assemble(parts, '', line);
}

function fromText(message: string): HttpRequest | null {
  if (!message.includes(' /') && !message.includes('://')) return null;
  const unescaped = fromUnescaped(message);
  if (unescaped !== null) return unescaped;
  const [, method, target] = QUOTED_REQUEST.exec(message) ?? [];
  if (method === undefined || target === undefined) return null;
  return { method, target: withoutHost(target), status: null, referrer: '', userAgent: '', bodies: [] };
}

/** A request line with quotes that its writer did not escape, for which parsers of access logs do not take the line. */
function fromUnescaped(message: string): HttpRequest | null {
  const end = REQUEST_END.exec(message);
  if (end === null) return null;
  const start = REQUEST_START.exec(message.slice(0, end.index));
  if (start === null) return null;
  const [all, method = ''] = start;
  const target = withoutHost(message.slice(start.index + all.length, end.index));
  return { method, target, status: statusFrom(end[1]), referrer: '', userAgent: '', bodies: [] };
}

function assemble(parts: Parts, method: string, path: string): HttpRequest {
  const { query, status, referrer, userAgent, bodies } = parts;
  const target = withoutHost(path);
  const complete = query === '' || query === '-' || target.includes('?');
  return {
    method,
    target: complete ? target : `${target}?${query.replace(/^\?/, '')}`,
    status,
    referrer,
    userAgent,
    bodies,
  };
}

function withoutHost(target: string): string {
  if (target.startsWith('/')) return target;
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target);
  return absolute === null ? target : target.slice(absolute[0].length) || '/';
}
