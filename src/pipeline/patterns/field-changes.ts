import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonValue } from '../../core/json';

/** What became of one field of a rule; a side on which it was not there is missing. */
export interface FieldChange {
  readonly field: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** The fields in which two versions of a rule differ; null stands for no rule. */
export function fieldChanges(before: JsonValue, after: JsonValue): FieldChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [was, is] = [old.get(field), now.get(field)];
    if (isDeepStrictEqual(was, is)) return [];
    return [{ field, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
  });
}

function fieldsOf(definition: JsonValue): Map<string, JsonValue> {
  return new Map(isObject(definition) ? Object.entries(definition as Record<string, JsonValue>) : []);
}
