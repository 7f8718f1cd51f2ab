/** OpenTelemetry severity numbers by the level words that software uses, lower case. */
const NUMBERS = new Map<string, number>([
  ['trace', 1],
  ['trc', 1],
  ['trce', 1],
  ['finest', 1],
  ['verbose', 3],
  ['silly', 1],
  ['finer', 3],
  ['debug', 5],
  ['dbg', 5],
  ['dbug', 5],
  ['fine', 5],
  ['debug1', 5],
  ['debug2', 6],
  ['debug3', 7],
  ['debug4', 8],
  ['debug5', 8],
  ['info', 9],
  ['inf', 9],
  ['information', 9],
  ['informational', 9],
  ['log', 9],
  ['config', 9],
  ['statement', 9],
  ['notice', 10],
  ['note', 10],
  ['success', 10],
  ['warn', 13],
  ['warning', 13],
  ['wrn', 13],
  ['error', 17],
  ['err', 17],
  ['eror', 17],
  ['failure', 17],
  ['severe', 17],
  ['fail', 17],
  ['critical', 18],
  ['crit', 18],
  ['alert', 19],
  ['dpanic', 19],
  ['fatal', 21],
  ['crt', 18],
  ['ftl', 21],
  ['panic', 21],
  ['emerg', 21],
  ['emergency', 21],
]);

/** Syslog severities 0–7 (RFC 5424 §6.2.1): name and OpenTelemetry number. */
const SYSLOG: readonly (readonly [string, number])[] = [
  ['EMERGENCY', 21],
  ['ALERT', 19],
  ['CRITICAL', 18],
  ['ERROR', 17],
  ['WARNING', 13],
  ['NOTICE', 10],
  ['INFO', 9],
  ['DEBUG', 5],
];

export const SEVERITY_INFO = 9;
export const SEVERITY_WARN = 13;
export const SEVERITY_ERROR = 17;
export const SEVERITY_FATAL = 21;

/** A level as the source wrote it, with its OpenTelemetry number. */
export interface Level {
  readonly text: string;
  /** 1–24. */
  readonly number: number;
}

const INFO: Level = { text: 'INFO', number: SEVERITY_INFO };
const WARNING: Level = { text: 'WARNING', number: SEVERITY_WARN };
const ERROR: Level = { text: 'ERROR', number: SEVERITY_ERROR };

/** OpenTelemetry severity numbers by the single letters of glog, klog, Android, MongoDB, oslo and Serilog. */
const LETTERS: Readonly<Record<string, readonly [string, number]>> = {
  T: ['TRACE', 1],
  V: ['VERBOSE', 3],
  D: ['DEBUG', 5],
  I: ['INFO', SEVERITY_INFO],
  N: ['NOTICE', 10],
  W: ['WARNING', SEVERITY_WARN],
  E: ['ERROR', SEVERITY_ERROR],
  C: ['CRITICAL', 18],
  A: ['ALERT', 19],
  F: ['FATAL', SEVERITY_FATAL],
};

/** The level that a word names (`warn`, `ERR`, `Information`…), or null when it names none. */
export function levelOf(word: string): Level | null {
  const number = NUMBERS.get(word.toLowerCase());
  return number === undefined ? null : { text: word.toUpperCase(), number };
}

/** The level of a single capital letter (`I`, `W`, `E`; MongoDB's `D1`…`D5` too), or null when it names none. */
export function letterLevel(letter: string): Level | null {
  const [text, number] = LETTERS[letter.charAt(0)] ?? [];
  return text === undefined || number === undefined ? null : { text, number };
}

/** The level of a syslog severity 0–7. */
export function syslogLevel(severity: number): Level {
  const [text, number] = SYSLOG[severity & 7] ?? ['INFO', SEVERITY_INFO];
  return { text, number };
}

/** Numeric levels of pino and bunyan (10 trace … 60 fatal); null outside that scale. */
export function pinoLevel(value: number): Level | null {
  const names = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
  const name = value % 10 === 0 ? names[value / 10 - 1] : undefined;
  return name === undefined ? null : levelOf(name);
}

/** The level of an OpenTelemetry severity number 1–24; null outside that scale. */
export function otelLevel(value: number): Level | null {
  if (!Number.isInteger(value) || value < 1 || value > 24) return null;
  const names = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
  const text = names[Math.floor((value - 1) / 4)];
  return text === undefined ? null : { text, number: value };
}

/** The level of a Windows event: 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 is logged always. */
export function windowsLevel(value: number): Level | null {
  const names = ['INFORMATION', 'CRITICAL', 'ERROR', 'WARNING', 'INFORMATION', 'VERBOSE'] as const;
  const name = names[value];
  return name === undefined ? null : levelOf(name);
}

/** The level to assume for an answered HTTP request: a server error is an error, a refusal a warning. */
export function httpLevel(status: number): Level {
  if (status >= 500) return ERROR;
  return status >= 400 ? WARNING : INFO;
}

/** The level that a verdict of severity 1–10 implies, for sources that name none. */
export function levelForSeverity(severity: number): Level {
  if (severity >= 9) return { text: 'FATAL', number: SEVERITY_FATAL };
  if (severity >= 6) return ERROR;
  return severity >= 4 ? WARNING : INFO;
}
