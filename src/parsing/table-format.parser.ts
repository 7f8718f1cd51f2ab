import type { Fields } from '../core/json';
import { parseTimestamp } from '../core/timestamp';
import { setField, typeOfField } from './field-values';
import type { FieldType } from './line-format';
import type { LogParser, ParseContext, ParsedLine } from './parser';
import { requestLevel, requestMessage, setTarget } from './request';
import { textOf } from './text-of';

const MAX_SOURCES = 1000;
const MAX_COLUMNS = 100;
const DIRECTIVE =
  /^#(?:Software|Version|Date|Start-Date|End-Date|Remark|GMT-Offset|separator|set_separator|empty_field|unset_field|path|open|close|types)[:\s]/;

/** What a column becomes: our field and its type. */
type Column = readonly [name: string, type?: FieldType];

/** W3C extended log columns (IIS, CloudFront, Windows Firewall) by their names in `#Fields:`. */
const W3C: Readonly<Record<string, Column>> = {
  ...{ 'c-ip': ['clientIp'], 'c-port': ['clientPort'], 's-ip': ['host'], 's-port': ['serverPort'] },
  ...{ 'cs-method': ['method'], 'cs-uri-stem': ['path'], 'cs-uri-query': ['query'], 'cs-username': ['user'] },
  ...{ 'cs(User-Agent)': ['userAgent'], 'cs(Referer)': ['referrer'], 'cs-host': ['vhost'], 'cs(Host)': ['vhost'] },
  ...{
    'sc-status': ['status'],
    'sc-substatus': ['substatus', 'integer'],
    'sc-win32-status': ['win32Status', 'integer'],
  },
  ...{
    'sc-bytes': ['bytes'],
    'cs-bytes': ['bytesReceived'],
    'cs-version': ['protocol'],
    'cs-protocol-version': ['protocol'],
  },
  ...{ 's-sitename': ['site'], 's-computername': ['computer'], 'x-edge-location': ['edgeLocation'] },
  ...{ 'x-edge-result-type': ['cacheResult'], 'x-edge-request-id': ['requestId'], 'x-forwarded-for': ['forwardedFor'] },
  ...{
    'src-ip': ['sourceIp'],
    'dst-ip': ['destinationIp'],
    'src-port': ['sourcePort'],
    'dst-port': ['destinationPort'],
  },
};

/** Zeek columns by their names in `#fields`. */
const ZEEK: Readonly<Record<string, Column>> = {
  ...{ 'id.orig_h': ['sourceIp'], 'id.orig_p': ['sourcePort'], 'id.resp_h': ['destinationIp'] },
  ...{ 'id.resp_p': ['destinationPort'], proto: ['protocol'], duration: ['durationMs', 'seconds'], uri: ['path'] },
  ...{
    status_code: ['status'],
    user_agent: ['userAgent'],
    host: ['vhost'],
    query: ['query'],
    orig_bytes: ['bytesReceived'],
  },
  ...{ resp_bytes: ['bytesSent'], username: ['user'], conn_state: ['state'] },
};

/** The fields that IIS logs when nobody chose others. */
const IIS_DEFAULT =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken'.split(
    ' ',
  );
const IIS_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [\da-fA-F.:%]{2,45} [A-Z]{3,12} \//;

/** The columns of one source's table. */
interface Layout {
  readonly format: 'w3c' | 'zeek';
  readonly columns: readonly string[];
  readonly separator: string;
}

/**
 * Logs that are tables and name their columns in a line of their own: W3C extended (`#Fields:`) and Zeek (`#fields`).
 * The columns of each source are kept from that line on; without one IIS's default columns are tried.
 */
export class TableFormatParser implements LogParser {
  readonly name = 'table';
  private readonly layouts = new Map<string, Layout>();

  parse(line: string, context: ParseContext): ParsedLine | null {
    if (line.startsWith('#')) return this.directive(line, context);
    const layout = this.layouts.get(context.source ?? '');
    const read = layout === undefined ? null : readRow(line, layout, context);
    if (read !== null) return read;
    if (!IIS_LINE.test(line)) return null;
    return readRow(line, { format: 'w3c', columns: IIS_DEFAULT, separator: ' ' }, context);
  }

  private directive(line: string, context: ParseContext): ParsedLine | null {
    const fields = /^#(?:Fields: ?|fields\t)/.exec(line);
    if (fields === null && !DIRECTIVE.test(line)) return null;
    const zeek = fields === null ? /^#[a-z]/.test(line) : line.startsWith('#f');
    if (fields !== null) {
      const names = line.slice(fields[0].length).trim().split(/[ \t]/, MAX_COLUMNS);
      // CloudFront writes tabs between the values though blanks between the names: the first row tells.
      this.remember(context.source ?? '', {
        format: zeek ? 'zeek' : 'w3c',
        columns: names,
        separator: zeek ? '\t' : '',
      });
    }
    return { format: zeek ? 'zeek' : 'w3c', message: line, timestamp: null, level: null, source: null, fields: null };
  }

  private remember(source: string, layout: Layout): void {
    this.layouts.delete(source);
    const oldest = this.layouts.size >= MAX_SOURCES ? this.layouts.keys().next().value : undefined;
    if (oldest !== undefined) this.layouts.delete(oldest);
    this.layouts.set(source, layout);
  }
}

function readRow(line: string, layout: Layout, context: ParseContext): ParsedLine | null {
  const separator = layout.separator === '' ? (line.includes('\t') ? '\t' : ' ') : layout.separator;
  const values = line.split(separator, MAX_COLUMNS + 1);
  if (values.length !== layout.columns.length) return null;
  const names = layout.format === 'zeek' ? ZEEK : W3C;
  const fields: Fields = {};
  let time = '';
  for (const [index, column] of layout.columns.entries()) {
    const value = values[index] ?? '';
    if (value === '-' || value === '(empty)' || column === '__proto__') continue;
    if (column === 'date' || column === 'time' || column === 'ts') time = time === '' ? value : `${time} ${value}`;
    else if (column === 'time-taken')
      setField(fields, 'durationMs', value, value.includes('.') ? 'seconds' : 'milliseconds');
    else {
      const [name, type] = names[column] ?? [column];
      // W3C writes spaces within a value as plus signs.
      const text = layout.format === 'w3c' && name === 'userAgent' ? value.replaceAll('+', ' ') : value;
      setField(fields, name, text, type ?? typeOfField(name));
    }
  }
  const timestamp = time === '' ? null : parseTimestamp(time, context.now, context.zone);
  if (time !== '' && timestamp === null) return null;
  return {
    format: layout.format,
    message: describe(fields, line),
    timestamp,
    level: requestLevel(fields),
    source: null,
    fields,
  };
}

/** The request of a web table, the connection of a network one; else the row itself. */
function describe(fields: Fields, line: string): string {
  const { method, path, query, status, sourceIp, destinationIp, destinationPort } = fields;
  if (method !== undefined && status !== undefined) {
    if (typeof path === 'string' && typeof query === 'string') fields['path'] = `${path}?${query}`;
    else if (typeof path === 'string') setTarget(fields, path);
    return requestMessage(fields);
  }
  if (sourceIp === undefined || destinationIp === undefined) return line;
  const what = fields['action'] ?? fields['state'] ?? fields['service'] ?? 'connection';
  const port = destinationPort === undefined ? '' : ` port ${textOf(destinationPort)}`;
  return `${textOf(what)} ${textOf(fields['protocol'] ?? 'ip')} ${textOf(sourceIp)} to ${textOf(destinationIp)}${port}`;
}
