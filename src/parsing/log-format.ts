import { escapeRegex } from '../core/text';
import type { FieldType, LineFormat } from './line-format';

/** A value of the format, or the text between two values. */
type Part =
  { readonly text: string } | { readonly value: string; readonly shape: string | null; readonly type?: FieldType };

const TIME_LOCAL = '\\d\\d/\\w{3}/\\d{4}:[\\d:]{8} [+-]\\d{4}';
/** Several upstreams are listed with ", " and " : " between them. */
const UPSTREAMS = '[^\\s,"]{1,200}(?:(?:,| :) [^\\s,"]{1,200}){0,20}';

/** nginx variables that have a name of ours; all others keep their own, in camel case. */
const NGINX: Readonly<Record<string, readonly [field: string, shape?: string, type?: FieldType]>> = {
  ...{ remote_addr: ['clientIp'], remote_user: ['user'], remote_port: ['clientPort'], request: ['request'] },
  ...{ time_local: ['time', TIME_LOCAL], time_iso8601: ['time'], msec: ['time'], status: ['status'] },
  ...{ body_bytes_sent: ['bytes'], bytes_sent: ['bytesSent'], request_length: ['bytesReceived'], uri: ['path'] },
  ...{ http_referer: ['referrer'], http_user_agent: ['userAgent'], http_x_forwarded_for: ['forwardedFor'] },
  ...{ host: ['vhost'], http_host: ['vhost'], server_name: ['vhost'], request_method: ['method'], pid: ['pid'] },
  ...{ request_uri: ['path'], server_protocol: ['protocol'], request_time: ['durationS'] },
  ...{ upstream_addr: ['upstream', UPSTREAMS], upstream_response_time: ['upstreamTime', UPSTREAMS] },
  ...{
    upstream_status: ['upstreamStatus', UPSTREAMS, 'text'],
    upstream_connect_time: ['upstreamConnectTime', UPSTREAMS],
  },
  ...{
    upstream_header_time: ['upstreamHeaderTime', UPSTREAMS],
    ssl_protocol: ['tlsProtocol'],
    ssl_cipher: ['tlsCipher'],
  },
};

/** Apache directives by their letter; those with an argument (`%{Referer}i`) are named by it. */
const APACHE: Readonly<Record<string, readonly [field: string, shape?: string, type?: FieldType]>> = {
  ...{
    h: ['clientIp'],
    a: ['clientIp'],
    l: ['ident'],
    u: ['user'],
    t: ['time', TIME_LOCAL],
    r: ['request'],
    s: ['status'],
  },
  ...{ b: ['bytes'], B: ['bytes'], O: ['bytesSent'], I: ['bytesReceived'], m: ['method'], U: ['path'], q: ['query'] },
  ...{ D: ['durationUs'], T: ['durationS'], H: ['protocol'] },
  ...{
    v: ['vhost'],
    V: ['vhost'],
    p: ['serverPort'],
    P: ['pid'],
    f: ['file'],
    X: ['connectionStatus'],
    k: ['keepalives'],
  },
  ...{ L: ['requestId'], A: ['host'], R: ['handler'], S: ['bytesTransferred'] },
};
const HEADERS: Readonly<Record<string, string>> = {
  ...{ referer: 'referrer', 'user-agent': 'userAgent', 'x-forwarded-for': 'forwardedFor', host: 'vhost' },
};

const NGINX_VALUE = /\$(?:\{(\w{1,60})\}|(\w{1,60}))/g;
const APACHE_VALUE = /%(?:!?\d{3}(?:,\d{3}){0,20})?[<>]?(?:\{([^}]{1,60})\})?([A-Za-z]|\^t[io])|%%/g;

/**
 * Turns an nginx `log_format` or Apache `LogFormat` string into a format whose pattern is linear: each value ends at the
 * character that the format puts behind it, which is why two values need a text between them.
 * @throws Error naming the place that cannot be read
 */
export function compileLogFormat(name: string, format: string): LineFormat {
  const isApache = !/\$\{?\w/.test(format) && /%[<>{]?\w/.test(format);
  const parts = isApache ? apacheParts(format) : nginxParts(format);
  if (!parts.some((part) => 'value' in part)) {
    throw new Error('names no value: give an nginx log_format ("$remote_addr …") or an Apache LogFormat ("%h …")');
  }
  const types: Record<string, FieldType> = {};
  const used = new Set<string>();
  let source = '';
  for (const [index, part] of parts.entries()) {
    if ('text' in part) {
      source += escapeRegex(part.text);
      continue;
    }
    const following = parts[index + 1];
    if (following !== undefined && 'value' in following) {
      throw new Error(`has nothing between "${part.value}" and "${following.value}": nobody could tell where one ends`);
    }
    const group = unique(part.value, used);
    if (part.type !== undefined) types[group] = part.type;
    const preceding = parts[index - 1];
    const quoted = preceding !== undefined && 'text' in preceding && preceding.text.endsWith('"');
    source += `(?<${group}>${part.shape === null ? shapeBefore(following, quoted) : `${part.shape}|-`})`;
  }
  return {
    name,
    title: 'Format from the configuration',
    starts: '',
    pattern: new RegExp(`${source}$`),
    types,
    samples: [],
  };
}

/** The texts that a value can have before the text that follows it in the format. */
function shapeBefore(following: Part | undefined, quoted: boolean): string {
  if (following === undefined || !('text' in following)) return '[^]*';
  const end = following.text.charAt(0);
  if (quoted && end === '"') return '(?:[^"\\\\]|\\\\.)*';
  return `[^${end.replace(/[\]\\^-]/, '\\$&')}]*`;
}

/** A second value of the same name keeps both apart by a number. */
function unique(name: string, used: Set<string>): string {
  let group = name;
  for (let n = 2; used.has(group); n++) group = `${name}${String(n)}`;
  used.add(group);
  return group;
}

function nginxParts(format: string): Part[] {
  if (/^\s*\{\s*"/.test(format)) {
    throw new Error('writes JSON: such lines are read without being described');
  }
  return partsOf(format, NGINX_VALUE, ([, braced, bare]) => {
    const variable = braced ?? bare ?? '';
    const [field, shape, type] = NGINX[variable] ?? [camelCase(variable)];
    return { value: field, shape: shape ?? null, ...(type === undefined ? {} : { type }) };
  });
}

function apacheParts(format: string): Part[] {
  // As it stands in httpd.conf, with its quotes escaped.
  const plain = format.replaceAll('\\"', '"').replaceAll('\\t', '\t');
  return partsOf(plain, APACHE_VALUE, ([whole, argument, letter = '']) => {
    if (whole === '%%') return { text: '%' };
    if (argument !== undefined && letter === 't') return { value: 'time', shape: null };
    if (argument !== undefined && letter === 'T') {
      const unit: FieldType = argument === 'ms' ? 'milliseconds' : argument === 'us' ? 'microseconds' : 'seconds';
      return { value: 'duration', shape: null, type: unit };
    }
    if (argument !== undefined && letter !== 'a' && letter !== 'p') {
      return { value: HEADERS[argument.toLowerCase()] ?? camelCase(argument), shape: null };
    }
    const known = APACHE[letter];
    if (known === undefined) throw new Error(`uses the unknown directive "${whole}"`);
    const [field, shape, type] = known;
    return { value: field, shape: shape ?? null, ...(type === undefined ? {} : { type }) };
  }).flatMap((part) =>
    // Apache writes the brackets around its time itself.
    'value' in part && part.shape === TIME_LOCAL ? [{ text: '[' }, part, { text: ']' }] : [part],
  );
}

/** Cuts a format at its values; neighbouring texts become one. */
function partsOf(format: string, value: RegExp, read: (match: RegExpExecArray) => Part): Part[] {
  const parts: Part[] = [];
  const add = (part: Part): void => {
    const last = parts.at(-1);
    if ('text' in part && last !== undefined && 'text' in last)
      parts[parts.length - 1] = { text: last.text + part.text };
    else if (!('text' in part) || part.text !== '') parts.push(part);
  };
  let end = 0;
  for (const match of format.matchAll(value)) {
    add({ text: format.slice(end, match.index) });
    add(read(match));
    end = match.index + match[0].length;
  }
  add({ text: format.slice(end) });
  return parts;
}

function camelCase(name: string): string {
  const words = name
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  const joined = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return /^[a-z]/.test(joined) ? joined : `value${joined}`;
}
