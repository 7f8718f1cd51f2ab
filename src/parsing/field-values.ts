import type { Fields } from '../core/json';
import type { FieldType } from './line-format';

/** Types by name, so that a field is of one type whichever software wrote it; all others are texts. */
const TYPES: Readonly<Record<string, FieldType>> = {
  ...{
    pid: 'integer',
    tid: 'integer',
    status: 'integer',
    bytes: 'integer',
    bytesSent: 'integer',
    bytesReceived: 'integer',
  },
  ...{ port: 'integer', clientPort: 'integer', serverPort: 'integer', upstreamPort: 'integer' },
  ...{ sourcePort: 'integer', destinationPort: 'integer', lineNumber: 'integer', eventId: 'integer' },
  ...{
    workerId: 'integer',
    killedPid: 'integer',
    connection: 'integer',
    signatureId: 'integer',
    priority: 'integer',
    packets: 'integer',
  },
  ...{ rows: 'integer', rowsExamined: 'integer', upstreamStatus: 'integer', protocolNumber: 'integer' },
  ...{ uptimeSeconds: 'number', durationMs: 'milliseconds', durationS: 'seconds', durationUs: 'microseconds' },
};

const SCALES: Partial<Record<FieldType, number>> = { seconds: 1000, milliseconds: 1, microseconds: 0.001 };
const DURATION = 'durationMs';
/** Longer texts are no number that a log means. */
const MAX_NUMBER_LENGTH = 24;

/** The type that a field of this name has everywhere. */
export function typeOfField(name: string): FieldType {
  return Object.hasOwn(TYPES, name) ? (TYPES[name] ?? 'text') : 'text';
}

/** Puts a text into the fields as a value of its type; a text that is no such value is kept as the text it is. */
export function setField(fields: Fields, name: string, text: string, type: FieldType): void {
  if (text === '' || text === '-' || text === 'N/A') return;
  if (type === 'text') {
    fields[name] = text;
    return;
  }
  const value = text.length > MAX_NUMBER_LENGTH ? Number.NaN : Number(text);
  const scale = SCALES[type];
  if (scale !== undefined) {
    // Rounded to the nanosecond, because 0.29 * 1000 is 290.00000000000006.
    if (Number.isFinite(value) && value >= 0) fields[DURATION] = Math.round(value * scale * 1e6) / 1e6;
  } else if (type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) {
    fields[name] = value;
  } else {
    fields[name] = text;
  }
}
