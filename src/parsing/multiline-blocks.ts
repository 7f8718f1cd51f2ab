import { leadingTime } from '../core/timestamp';
import { ESCAPE, LEADING_COLOURS } from './colours';

/** What is known of the event that is still open when the next line comes. */
export interface OpenEvent {
  /** Its first line. */
  readonly first: string;
  /** The line before the one asked about; blank ones do not count. */
  readonly last: string;
  readonly lines: number;
  /** What its first line announces, or null. */
  readonly block: Block | null;
  /** A blank line stands between `last` and the line asked about. */
  readonly gap: boolean;
}

/** Events of several lines that announce themselves: `opens` is their first line, `holds` tells which lines they keep. */
export interface Block {
  readonly opens: RegExp;
  readonly holds: (line: string, open: OpenEvent) => boolean;
}

const EXCEPTION =
  /^(?:(?:[\w$]{1,80}[.:]{1,2}){0,12}\w{0,80}(?:Error|Exception|Throwable|Warning|Interrupt|Exit|Panic)(?:: | \(0x|:?$))/;
const GO_FAILURE = /^(?:panic: |fatal error: |runtime: )/;
const MYSQL_HEAD = /^\S{1,300}, Version: \S{1,100} .{0,200}started with:$/;
const MYSQL_RECORD =
  /^(?:\d{6} [ \d]\d:\d\d:\d\d\t|\d{4}-\d\d-\d\dT[\d:.]{8,15}(?:Z|[+-]\d\d:\d\d)\t|\t\t) {0,8}\d{1,20} [A-Z]/;
const NODE_PLACE = /^(?:(?:file:\/\/|node:|\/|[A-Z]:\\)\S{1,400}|\[eval\]|<anonymous_script>):\d{1,7}$/;
const TAB = 9;
const DASHES = /^-{40}$/;

/** `java.io.IOException: late`, `System.TimeoutException: late`, `TypeError: x`, `KeyboardInterrupt`. */
export function namesException(line: string): boolean {
  return EXCEPTION.test(line);
}

/** A line that starts with a time, bare or in a bracket. */
export function hasTime(line: string): boolean {
  const start = line.startsWith(ESCAPE) ? (LEADING_COLOURS.exec(line)?.[0].length ?? 0) : 0;
  // What the time is does not matter here, only that there is one.
  return leadingTime(line, line.charCodeAt(start) === 91 ? start + 1 : start, 0) !== null;
}

/** True for a line that starts with a time, a JSON object or a syslog priority: nothing continues with those. */
export function startsAnew(line: string): boolean {
  const code = line.charCodeAt(0);
  if (code === 123) return line.length > 1;
  if (code === 60) return /^<\d{1,3}>/.test(line);
  return hasTime(line);
}

/** Blocks whose first line starts with no time, and the characters with which it can start. */
const BLOCKS: readonly (Block & { readonly starts: string })[] = [
  // Go: everything from the panic on is trace, until a line with a time or, below a frame, the next panic.
  {
    starts: 'pfr',
    opens: GO_FAILURE,
    holds: (line, { last }) => !startsAnew(line) && !(GO_FAILURE.test(line) && /^(?:\t|exit status )/.test(last)),
  },
  // MySQL's slow log: comments, then the statement, until the next comment.
  {
    starts: '#',
    opens: /^# (?:Time: |User@Host: )/,
    holds: (line, { last }) =>
      line.startsWith('#') ? last.startsWith('#') : !startsAnew(line) && !MYSQL_HEAD.test(line),
  },
  { starts: '/m', opens: MYSQL_HEAD, holds: (line) => /^(?:Tcp port: |Time {1,20}\t|Time\t)/.test(line) },
  {
    starts: 'S',
    opens: /^Start-Date: /,
    holds: (line, { gap }) =>
      !gap &&
      /^(?:Commandline|Requested-By|Install|Reinstall|Upgrade|Downgrade|Remove|Purge|Error|End-Date): /.test(line),
  },
  { starts: 'L', opens: /^Log Name: {2,}/, holds: (line) => !line.startsWith('Log Name: ') && !startsAnew(line) },
  { starts: '=', opens: /^=[A-Z ]{4,20} REPORT={4}/, holds: (line) => !line.startsWith('=') && !hasTime(line) },
  { starts: '<', opens: /^<Event[ >](?!.*<\/Event>)/, holds: (_, { last }) => !last.trimEnd().endsWith('</Event>') },
  { starts: '{', opens: /^\{$/, holds: (_, { last }) => last !== '}' },
  // java.util.logging: "date class method" and on the next line "LEVEL: message".
  {
    starts: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    opens: /^\p{Lu}\p{L}{2,8}\.? \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d[ \u202f][AP]M [\w.$]{1,250} \S{1,120}$/u,
    holds: (line, { lines }) => (lines === 1 ? /^\p{Lu}{4,13}: /u.test(line) : lines === 2 && EXCEPTION.test(line)),
  },
  // Node.js prints the line of code that threw, the error with what belongs to it, and last its version.
  {
    starts: 'fn/[<CDE',
    opens: NODE_PLACE,
    holds: (line, { last }) => !/^Node\.js v\d/.test(last) && !hasTime(line) && !NODE_PLACE.test(line),
  },
  {
    starts: '<',
    opens: /^<--- Last few GCs --->/,
    holds: (line) => /^(?:<--- JS|\[\d{1,10}:0x|FATAL ERROR: |-{2,} |\d{1,3}: 0x)/.test(line),
  },
  { starts: '[', opens: /^\[GIN\] /, holds: (line) => /^Error #\d\d: /.test(line) },
  { starts: 'n', opens: /^npm (?:ERR!|error) /, holds: (line) => /^npm (?:ERR!|error)(?: |$)/.test(line) },
  {
    starts: '>',
    opens: /^> @?[\w./-]{1,214}@\S{1,60} \S/,
    holds: (line, { lines }) => lines === 1 && line.startsWith('> '),
  },
  {
    starts: '-',
    opens: DASHES,
    holds: (line, { last, lines }) =>
      lines === 1 ? line.startsWith('Exception ') : !DASHES.test(last) && !startsAnew(line),
  },
  {
    starts: 'C',
    opens: /^CPU Usage: /,
    holds: (line) => /^(?:Maximum Resident Size|Page faults with physical i\/o): /.test(line),
  },
  {
    starts: 'L',
    opens: /^Log file created at: /,
    holds: (line) =>
      /^(?:Running on machine|Application fingerprint|Binary|Running duration|Previous log|Log line format)[: ]/.test(
        line,
      ),
  },
  {
    starts: 'T',
    opens: /^Task exception was never retrieved$/,
    holds: (line) => /^(?:future: <|Traceback )/.test(line),
  },
  {
    starts: 'Ef',
    opens: /^(?:Exception in thread \S|Exception ignored in: |future: <Task )/,
    holds: (line) => line.startsWith('Traceback '),
  },
  { starts: '#', opens: /^#$/, holds: (line) => line.startsWith('#') },
  // An entry of the journal's export ends with a blank line.
  { starts: '_', opens: /^__(?:CURSOR=s=|REALTIME_TIMESTAMP=\d)/, holds: (_, { gap }) => !gap },
  {
    starts: 'j',
    opens: /^java\.lang\.OutOfMemoryError: /,
    holds: (line) =>
      /^(?:Dumping heap to |Heap dump file created |(?:Terminating|Aborting) due to java\.lang\.)/.test(line),
  },
];

/** Blocks that start with a time. They are looked for only when a line has come that does not. */
const TIMED_BLOCKS: readonly Block[] = [
  // nginx at debug level prints the head of the answer.
  { opens: / HTTP\/\d(?:\.\d)? \d{3} [A-Z]/, holds: (line) => /^[A-Za-z][\w-]{1,60}: /.test(line) },
  { opens: /^\d{4}-[\d :,-]{18,20} p=\d{1,10} u=/, holds: () => true },
  // A statement goes on until the next record of the general log.
  { opens: MYSQL_RECORD, holds: (line) => !MYSQL_HEAD.test(line) },
  { opens: / ready for connections\.$/, holds: (line) => line.startsWith('Version: ') },
  {
    opens: /^[\d :T.-]{15,30}(?:\d{1,20} )?\[ERROR\] \S{1,200} got (?:signal|exception) /,
    holds: (line) => !MYSQL_HEAD.test(line),
  },
  // Elixir names the crashed process, then its error and its last message.
  {
    opens: /^\d\d:\d\d:\d\d\.\d{3} \[\w{4,9}\] /,
    holds: (line, { lines }) =>
      lines === 1
        ? line.startsWith('** (')
        : /^(?:Function|Last message|State|Initial Call|Ancestors|Message Queue|Client \S{1,80} is)\b/.test(line),
  },
  // Gin prints the request and the frames of a panic that it caught.
  { opens: /\[Recovery\] .{0,100} panic recovered:/, holds: (line) => !line.startsWith('[GIN]') },
  { opens: /consumer: Cannot connect to /, holds: (line) => line.startsWith('Trying again in ') },
  // Tomcat shows the lines of the page that failed.
  { opens: /\[An exception occurred processing \[/, holds: (line) => /^(?:\d{1,6}: |Stacktrace:\])/.test(line) },
  // Python prints an object below the line that announces it.
  {
    opens: /:$/,
    holds: (line, { lines }) => lines === 1 && /^(?:\{'|\[['\]\d]|\[\]$)/.test(line),
  },
];

const BY_START = new Map<string, Block[]>();
for (const block of BLOCKS) {
  for (const start of block.starts) BY_START.set(start, [...(BY_START.get(start) ?? []), block]);
}

/** The block that a first line announces; most announce none. */
export function blockOf(first: string): Block | null {
  return BY_START.get(first.charAt(0))?.find(({ opens }) => opens.test(first)) ?? null;
}

/** A header with nothing behind it: what is said begins on the next line (Spring Boot's failure analysis). */
const EMPTY = /[\w\])>] {0,40}[:>-] $/;
/** The header of an event, or the end of one that says so little, in UTF-16 units. */
const HEAD = 400;
const TAIL = 48;

/** True when the open event started with a time and is one that keeps lines like this one, which has none. */
export function heldByTimed(line: string, open: OpenEvent): boolean {
  const { first } = open;
  if (first.charCodeAt(0) !== TAB && !hasTime(first)) return false;
  if (first.endsWith(' ') && EMPTY.test(first.slice(-TAIL))) return true;
  const head = first.length > HEAD ? first.slice(0, HEAD) : first;
  return TIMED_BLOCKS.some(({ opens, holds }) => holds(line, open) && opens.test(head));
}

/** A record of MySQL's general log that shares the time of the one before: two tabs stand for it. */
export function isUntimedRecord(line: string): boolean {
  return line.charCodeAt(0) === TAB && MYSQL_RECORD.test(line);
}
