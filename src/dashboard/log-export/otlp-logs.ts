import { isObject, type Fields, type JsonValue } from '../../core/json';
import type { ClassifiedLog } from '../../core/log';

/** `AnyValue` of the protocol in JSON; 64-bit integers are text there. */
type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } };

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

/** Names of our fields in OpenTelemetry's semantic conventions; other fields keep theirs. */
const CONVENTIONS: Readonly<Record<string, string>> = {
  clientIp: 'client.address',
  clientPort: 'client.port',
  sourceIp: 'source.address',
  sourcePort: 'source.port',
  destinationIp: 'destination.address',
  destinationPort: 'destination.port',
  method: 'http.request.method',
  status: 'http.response.status_code',
  path: 'url.path',
  userAgent: 'user_agent.original',
  host: 'host.name',
  pid: 'process.pid',
  tid: 'thread.id',
  thread: 'thread.name',
  user: 'user.name',
  database: 'db.namespace',
  errorType: 'exception.type',
  stack: 'exception.stacktrace',
  file: 'code.file.path',
  lineNumber: 'code.line.number',
  function: 'code.function.name',
};

/**
 * Logs as one `LogsData` of the OpenTelemetry protocol in JSON (opentelemetry-proto, logs/v1): a line of its file
 * format, which the collector's `otlpjsonfile` receiver reads. Resources are the sources of the logs.
 */
export function otlpLogs(logs: readonly ClassifiedLog[]): object {
  const bySource = new Map<string, ClassifiedLog[]>();
  for (const log of logs) {
    const known = bySource.get(log.source);
    if (known === undefined) bySource.set(log.source, [log]);
    else known.push(log);
  }
  return {
    resourceLogs: [...bySource].map(([source, ofSource]) => ({
      resource: { attributes: keyValues({ 'service.name': source }) },
      scopeLogs: [{ scope: { name: 'logsieve' }, logRecords: ofSource.map(logRecord) }],
    })),
  };
}

function logRecord(log: ClassifiedLog): object {
  return {
    timeUnixNano: nanoseconds(log.timestamp),
    observedTimeUnixNano: nanoseconds(log.observedAt),
    severityNumber: log.severityNumber,
    severityText: log.level,
    body: { stringValue: log.message },
    attributes: keyValues({ ...conventional(log.fields), ...logAttributes(log), ...verdictAttributes(log) }),
  };
}

function conventional(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [CONVENTIONS[name] ?? name, value]));
}

function logAttributes({ id, raw, template, templateId, format, geo, bot, threats }: ClassifiedLog): Fields {
  return {
    'log.record.uid': id,
    'log.record.original': raw,
    'log.record.template': template,
    'logsieve.template.id': templateId,
    'logsieve.format': format,
    'logsieve.bot': bot,
    'logsieve.threats': threats,
    'geo.country.iso_code': geo?.country ?? null,
    'geo.locality.name': geo?.city ?? null,
    'client.as.number': geo?.asn ?? null,
  };
}

function verdictAttributes({ verdict, status }: ClassifiedLog): Fields {
  return {
    'logsieve.category': verdict.category,
    'logsieve.severity': verdict.severity,
    'logsieve.triage': verdict.triage,
    'logsieve.confidence': verdict.confidence,
    'logsieve.decided_by': verdict.decidedBy,
    'logsieve.rule.id': verdict.ruleId,
    'logsieve.model.version': verdict.modelVersion,
    'logsieve.suggestion': verdict.suggestion,
    'logsieve.status': status,
  };
}

/** What is null is left out: an attribute that says nothing is none. */
function keyValues(fields: Fields): KeyValue[] {
  return Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [{ key, value: anyValue(value) }]));
}

function anyValue(value: JsonValue): AnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.filter((item) => item !== null).map(anyValue) } };
  return { kvlistValue: { values: isObject(value) ? keyValues(value) : [] } };
}

function nanoseconds(milliseconds: number): string {
  return `${String(milliseconds)}000000`;
}
