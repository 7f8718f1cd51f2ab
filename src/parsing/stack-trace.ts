/**
 * Lines that only say where: frames of Java and JavaScript (`at x.y(Z.java:1)`), .NET, Python (`File "x", line 1`), Ruby
 * (`from x.rb:1:in 'y'`), PHP (`#0 /x.php(1): y()`), Elixir (`(stdlib 4.2) x.erl:1: y`), Go (`goroutine 1 [running]:`, `main.f(...)`, `/x.go:1 +0x1d`), Rust
 * (`  4: core::panic`), and what counts the frames that were left out.
 */
const FRAME =
  /^\s*(?:at (?:async |new )?[\w$<>.[\]`'/\\:@-]{1,300}(?: \[as [^\]]{1,100}\])?(?: ?\(| in |:\d|$)|(?:> )?File "[^"]{1,500}", line \d+|from \S{1,500}:\d+(?::in |$)|\S{1,500}\.rb:\d+:in |#\d+ |\.\.\. \d+ (?:common frames|more)|goroutine \d+ \[|created by \S|\S{1,500}\.go:\d+|\d+: {1,2}(?:0x[\da-f]+|[\w<]+::)|-{2,3} End of |stack backtrace:|Stack trace:|\[stacktrace\]|Backtrace:|\[bt\]|\(\w{1,60} \d[\w.-]{0,20}\) \S{1,300}:\d+: |\S{1,300}\.exs?:\d+: )/;
const PYTHON_START = /^\s*Traceback \(most recent call last\):/;
const PYTHON_LINK = /^(?:The above exception was the direct cause|During handling of the above exception)/;
const CAUSE = /^\s*(?:Caused by: |Suppressed: |---> )/;
/** Causes that the message names. */
const MAX_NAMED = 4;
/** A text that goes on for longer before its first frame is something else. */
const MAX_HEAD_LINES = 20;
/** Lines of a text that are looked at. */
const MAX_LINES = 500;

interface Split {
  /** What happened, on one line: the text before the trace, the exception and its causes. */
  readonly message: string;
  /** The trace as it was written, from its first frame on. */
  readonly stack: string;
}

/** Parts what happened from where; null for a text of several lines that holds no stack trace. */
export function splitStack(text: string): Split | null {
  const lines = text.split('\n', MAX_LINES);
  const first = lines.slice(0, MAX_HEAD_LINES + 1).findIndex((line) => PYTHON_START.test(line) || FRAME.test(line));
  if (first === -1) return null;
  const trace = lines.slice(first);
  if (!trace.some((line) => FRAME.test(line))) return null;
  const parts = lines
    .slice(0, first)
    .concat(namedErrors(trace))
    .map((line) => line.trim());
  const said = parts.filter((part) => part !== '');
  const start = lines.slice(0, first).reduce((length, line) => length + line.length + 1, 0);
  return { message: said.length === 0 ? (lines[first] ?? '').trim() : joined(said), stack: text.slice(start) };
}

/** The lines of a trace that name an error: causes, and the last line of each Python trace. */
function namedErrors(trace: readonly string[]): string[] {
  let inPython = false;
  const named: string[] = [];
  for (const line of trace) {
    if (PYTHON_START.test(line)) inPython = true;
    else if (!FRAME.test(line) && !PYTHON_LINK.test(line)) {
      const endsPython = inPython && /^[^\s~^]/.test(line);
      if (endsPython || CAUSE.test(line)) named.push(line);
      if (endsPython) inPython = false;
    }
    if (named.length === MAX_NAMED) break;
  }
  return named;
}

function joined(parts: readonly string[]): string {
  return parts.reduce((text, part) => (text.endsWith(':') ? `${text} ${part}` : `${text}: ${part}`));
}
