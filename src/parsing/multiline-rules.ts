import { leadingTime } from '../core/timestamp';

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

/**
 * Lines that never start an event: indented ones, frames and causes of stack traces, what counts omitted frames, and
 * lone closing brackets of printed objects.
 */
const CONTINUES =
  /^(?:[ \t]+\S|Caused by: |Suppressed: |at [\w$.<>/]{1,300}\(|\.\.\. \d+ (?:more|common frames)|[}\])]{1,3}[,;)]?$|#\d{1,4} |Stack trace:|Previous exception|Node\.js v\d|goroutine \d+ \[|created by |exit status \d+$|\[signal |During handling of the above|The above exception was|-{2,3} End of |\[stacktrace\]|"\}$|\(Use `node --trace-)/;
/** `java.io.IOException: late`, `System.TimeoutException: late`, `TypeError: x`, `KeyboardInterrupt`. */
const EXCEPTION =
  /^(?:(?:[\w$]{1,80}[.:]{1,2}){0,12}\w{0,80}(?:Error|Exception|Throwable|Warning|Interrupt|Exit|Panic)(?:: | \(0x|:?$))/;
/** A header that starts with a name before its time: NestJS. */
const HEADER = /^\[\w{1,40}\] \d{1,10} {1,3}- /;
const TRACEBACK = 'Traceback (most recent call last):';
const PYTHON_LINK = /^(?:During handling of the above|The above exception was)/;
/** A line that says of itself that something failed: a trace that follows belongs to it. */
const FAILURE =
  /\b(?:ERROR|CRITICAL|FATAL|SEVERE|WARN(?:ING)?|error|exception|Exception|panic|failed|Uncaught|Unhandled)\b/;

/** Events of several lines that announce themselves: `opens` is their first line, `holds` tells which lines they keep. */
export interface Block {
  readonly opens: RegExp;
  readonly holds: (line: string, open: OpenEvent) => boolean;
}

const BLOCKS: readonly Block[] = [
  // Go: everything from the panic on is trace, until a line with a time.
  { opens: /^(?:panic: |fatal error: |runtime: )/, holds: (line) => !startsAnew(line) },
  // MySQL's slow log: comments, then the statement, until the next comment.
  {
    opens: /^# (?:Time: |User@Host: )/,
    holds: (line, { last }) => (line.startsWith('#') ? last.startsWith('#') : !startsAnew(line)),
  },
  {
    opens: /^Start-Date: /,
    holds: (line, { gap }) =>
      !gap &&
      /^(?:Commandline|Requested-By|Install|Reinstall|Upgrade|Downgrade|Remove|Purge|Error|End-Date): /.test(line),
  },
  { opens: /^Log Name: {2,}/, holds: (line) => !line.startsWith('Log Name: ') && !startsAnew(line) },
  { opens: /^=[A-Z ]{4,20} REPORT={4}/, holds: (line) => !line.startsWith('=') && !startsAnew(line) },
  { opens: /^<Event[ >](?!.*<\/Event>)/, holds: (_, { last }) => !last.trimEnd().endsWith('</Event>') },
  { opens: /^\{$/, holds: (_, { last }) => last !== '}' },
  // java.util.logging: "date class method" and on the next line "LEVEL: message".
  {
    opens: /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d[ \u202f][AP]M [\w.$]{1,250} \S{1,120}$/,
    holds: (line, { lines }) => (lines === 1 ? /^[A-Z]{4,7}: /.test(line) : lines === 2 && EXCEPTION.test(line)),
  },
  // Node.js prints the line of code that threw, before the error itself.
  {
    opens: /^(?:(?:file:\/\/|node:|\/|[A-Z]:\\)\S{1,400}|\[eval\]|<anonymous_script>):\d{1,7}$/,
    holds: (line, { lines, last, gap }) => lines < 3 || (/^ {0,300}\^/.test(last) && (gap || EXCEPTION.test(line))),
  },
  { opens: /^npm (?:ERR!|error) /, holds: (line) => /^npm (?:ERR!|error)(?: |$)/.test(line) },
];

/** The block that a first line announces; most lines start with a time and announce none. */
export function blockOf(first: string): Block | null {
  const code = first.charCodeAt(0);
  if (code >= 48 && code <= 57) return null;
  return BLOCKS.find(({ opens }) => opens.test(first)) ?? null;
}

/** Decides whether a line, which is not blank, goes on with the open event. */
export function continues(line: string, open: OpenEvent): boolean {
  const first = line.charCodeAt(0);
  // Most lines start with a time or an address, and nothing that goes on starts with a digit.
  if (first >= 48 && first <= 57 && open.block === null) return false;
  const indented = first === 32 || first === 9;
  // An indented line with a time of its own is a record of somebody who indents all records.
  if (indented) return !hasTime(line.trimStart()) || holdsAnything(open);
  if (CONTINUES.test(line)) return true;
  if (open.block?.holds(line, open) === true) return true;
  if (startsAnew(line)) return false;
  if (line.startsWith(TRACEBACK)) return PYTHON_LINK.test(open.last) || FAILURE.test(open.first.slice(0, 2000));
  if (!EXCEPTION.test(line) || open.gap) return EXCEPTION.test(line) && open.block !== null;
  // The error of a Python trace stands below its frames; that of a logged exception right below the message.
  const endsTrace = (open.last.startsWith(' ') || open.last.startsWith('\t')) && open.lines > 1;
  return endsTrace ? isPythonTrace(open) : open.lines === 1 && (startsAnew(open.first) || HEADER.test(open.first));
}

/** Whether lines are likely to follow: the event has more than one already, announces some, or says that something failed. */
export function expectsMore({ first, lines, block }: Pick<OpenEvent, 'first' | 'lines' | 'block'>): boolean {
  return lines > 1 || block !== null || FAILURE.test(first.slice(0, 2000));
}

function isPythonTrace({ last }: OpenEvent): boolean {
  return !/^\s+at /.test(last);
}

function holdsAnything({ first }: OpenEvent): boolean {
  return first === '{' || first.startsWith('<Event');
}

/** True for a line that starts with a time, a JSON object or a syslog priority: nothing continues with those. */
function startsAnew(line: string): boolean {
  const code = line.charCodeAt(0);
  if (code === 123) return line.length > 1;
  if (code === 60) return /^<\d{1,3}>/.test(line);
  return hasTime(line);
}

function hasTime(line: string): boolean {
  // What the time is does not matter here, only that there is one.
  return leadingTime(line, line.charCodeAt(0) === 91 ? 1 : 0, 0) !== null;
}
