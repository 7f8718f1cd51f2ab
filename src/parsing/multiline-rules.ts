import { hasTime, heldByTimed, isUntimedRecord, namesException, startsAnew, type OpenEvent } from './multiline-blocks';

/**
 * Lines that never start an event: indented ones, frames and causes of stack traces, what counts omitted frames, and
 * lone closing brackets of printed objects.
 */
const CONTINUES =
  /^(?:[ \t]+\S|Caused by: |Suppressed: |at [\w$.<>/]{1,300}\(|\.\.\. \d+ (?:more|common frames)|[}\])]{1,3}[,;)]?$|#\d{1,4} |Stack trace:|Previous exception|Node\.js v\d|goroutine \d+ \[|created by |exit status \d+$|\[signal |During handling of the above|The above exception was|-{2,3} End of |\[stacktrace\]|"\}$|\(Use `node --trace-|Emitted 'error' event |> File "|Next [\w\\]{1,200}(?:Exception|Error)(?:: | in ))/;
/** A frame of Ruby that a program printed below its message. */
const RUBY_FRAME = /^\S{1,300}\.rb:\d{1,7}:in [`'][^'\n]{1,200}'$/;
/** A function of Go, above the file that it is in: `main.run(0x1, {0xc000012345, 0x7})`, `net/http.(*conn).serve(...)`. */
const GO_FRAME = /^[\w./@*()[\]-]{1,300}\.[\w.()*[\]-]{1,200}(?:\(.{0,500}\))?$|^panic\(.{0,500}\)$/;
const GO_PLACE = /^(?:\t\S{1,500}\.go:\d|goroutine \d{1,12} \[)/;
/** zap prints its stack right below the line. */
const GO_TABBED = /\t(?:ERROR|error|DPANIC|PANIC|FATAL|dpanic|panic|fatal)\t/;
/** An indented line that starts something of its own: Flask's list of addresses, an exception group of Python. */
const NEVER =
  /^(?: \* (?:Serving|Debug mode|Running on|Restarting|Debugger|Environment)\b| {2}\+ Exception Group Traceback)/;
/**
 * A header that starts with something else than its time, or has none: a name (NestJS), a level (Dropwizard), a level letter
 * (glog), a thread (SLF4J, TTCC).
 */
const LEVEL = '(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE)';
const HEADER = new RegExp(
  `^(?:\\[\\w{1,40}\\] \\d{1,10} {1,3}- |${LEVEL} {1,2}\\[?\\d{4}-\\d\\d|(?:\\d{1,12} {1,8})?\\[[^\\]]{1,160}\\] ${LEVEL} |[IWEF]\\d{4} \\d\\d:)`,
);
/** How most lines start: no line that goes on does. */
const DATE_OR_ADDRESS = /^\d{1,4}[-./]\d/;
const TRACEBACK = 'Traceback (most recent call last):';
const PYTHON_LINK = /^(?:During handling of the above|The above exception was)/;
/** A line that says of itself that something failed: a trace that follows belongs to it. */
const FAILURE =
  /\b(?:ERROR|CRITICAL|FATAL|SEVERE|WARN(?:ING)?|error|exception|Exception|panic|failed|Uncaught|Unhandled)\b/;

/** Decides whether a line, which is not blank, goes on with the open event. */
export function continues(line: string, open: OpenEvent): boolean {
  const first = line.charCodeAt(0);
  const isDigit = first >= 48 && first <= 57;
  if (isDigit && open.lines === 1 && open.block === null && DATE_OR_ADDRESS.test(line)) return false;
  const indented = first === 32 || first === 9;
  // An indented line with a time of its own is a record of somebody who indents all records.
  if (indented) {
    if (isUntimedRecord(line) || NEVER.test(line)) return false;
    return !hasTime(line.trimStart()) || holdsAnything(open);
  }
  if (!isDigit && CONTINUES.test(line)) return true;
  if (open.block?.holds(line, open) === true) return true;
  if (line.startsWith("{'")) return heldByTimed(line, open);
  if (startsAnew(line)) return false;
  if (goesOnInGo(line, open) || heldByTimed(line, open)) return true;
  if (line.endsWith("'") && RUBY_FRAME.test(line)) return true;
  // Within a trace a cause has frames below: another line is more of its message.
  if (open.lines > 2 && open.last.startsWith('Caused by: ')) return !namesException(line);
  if (line.startsWith(TRACEBACK)) return PYTHON_LINK.test(open.last) || FAILURE.test(open.first.slice(0, 2000));
  if (!namesException(line)) return false;
  // Loguru draws values below the code and leaves a blank line in front of the error.
  if (open.gap) return open.block !== null || /[│└]/.test(open.last);
  // The error of a Python trace stands below its frames; that of a logged exception right below the message.
  const endsTrace = (open.last.startsWith(' ') || open.last.startsWith('\t')) && open.lines > 1;
  return endsTrace ? isPythonTrace(open) : open.lines === 1 && (startsAnew(open.first) || HEADER.test(open.first));
}

/** Whether lines are likely to follow: the event has more than one already, announces some, or says that something failed. */
export function expectsMore({ first, lines, block }: Pick<OpenEvent, 'first' | 'lines' | 'block'>): boolean {
  return lines > 1 || block !== null || FAILURE.test(first.slice(0, 2000));
}

function goesOnInGo(line: string, { last, first, lines }: OpenEvent): boolean {
  return (GO_PLACE.test(last) || (lines === 1 && GO_TABBED.test(first))) && GO_FRAME.test(line);
}

function isPythonTrace({ last }: OpenEvent): boolean {
  return !/^\s+at /.test(last);
}

function holdsAnything({ first }: OpenEvent): boolean {
  return first === '{' || first.startsWith('<Event');
}
