import { isObject, type Fields, type JsonValue } from '../../core/json';
import { levelOf, otelLevel } from '../../core/level';
import { parseTimestamp } from '../../core/timestamp';
import { takeAt, valueAt } from '../json-dialect';
import type { Draft } from '../line-format';
import { textOf } from '../text-of';

/** OpenTelemetry's JSON wraps values in their type: `{"stringValue":"x"}`, `{"intValue":"7"}`. */
function unwrapped(value: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(value)) return value;
  const keys = ['stringValue', 'intValue', 'doubleValue', 'boolValue'];
  const key = keys.find((name) => Object.hasOwn(value, name));
  if (key === undefined) return value;
  return key === 'intValue' ? Number(value[key]) : value[key];
}

/** Attributes come as a list of `{key, value}` or as an object. */
function attributes(value: JsonValue | undefined): Fields {
  if (!Array.isArray(value)) return isObject(value) ? value : {};
  const fields: Fields = {};
  for (const pair of value) {
    const key = isObject(pair) ? pair['key'] : undefined;
    if (isObject(pair) && typeof key === 'string' && key !== '__proto__')
      fields[key] = unwrapped(pair['value']) ?? null;
  }
  return fields;
}

/** Body, attributes and resource of an OpenTelemetry log record. */
export function readOtel(draft: Draft): void {
  const { fields } = draft;
  const body = unwrapped(takeAt(fields, 'body'));
  draft.message = typeof body === 'object' && body !== null ? JSON.stringify(body) : textOf(body);
  const severity = Number(takeAt(fields, 'severityNumber'));
  const word = textOf(takeAt(fields, 'severityText'));
  const level = otelLevel(severity);
  draft.level =
    level === null ? levelOf(word) : { text: word === '' ? level.text : word.toUpperCase(), number: level.number };
  Object.assign(fields, attributes(takeAt(fields, 'attributes')));
  const resource = attributes(valueAt(fields, 'resource.attributes') ?? valueAt(fields, 'resource'));
  if (Object.keys(resource).length > 0) fields['resource'] = resource;
  const service = resource['service.name'];
  if (typeof service === 'string') draft.source = service;
  const observed = takeAt(fields, 'observedTimeUnixNano');
  if (draft.timestamp === null && observed !== undefined) draft.timestamp = parseTimestamp(textOf(observed), 0);
}
