import { levelOf } from '../../core/level';
import { lineFormats } from '../line-format';

/** What Python itself and its modules write to the standard error stream. */
export const PYTHON_INTERPRETER_FORMATS = lineFormats('Python interpreter', [
  {
    name: 'python-traceback',
    title: 'Python traceback without a header, also of threads, destructors and tasks',
    starts: 'TE ',
    pattern:
      /(?<reason>(?:Exception in thread [^\n]{1,200}:|Exception ignored in: [^\n]{1,300}|Task exception was never retrieved\nfuture: [^\n]{1,1000})\n|)(?<message>(?:Traceback| {2}\+ Exception Group Traceback) \(most recent call last\):\n[^]*)/,
    refine: (draft) => {
      const { reason } = draft.fields;
      const lines = draft.message.split('\n').filter((line) => /^(?:[A-Za-z_]| {2}\| [A-Z])/.test(line));
      const error = /^(?: {2}\| )?([A-Za-z_][\w.]{0,120})(?::|$)/.exec(lines.at(-1) ?? '');
      if (error !== null && lines.length > 0 && error[1] !== 'Traceback') draft.fields['errorType'] = error[1] ?? '';
      if (typeof reason === 'string') draft.message = `${reason}${draft.message}`;
      draft.level = levelOf('error');
      return Reflect.deleteProperty(draft.fields, 'reason');
    },
    samples: [
      {
        line: 'Traceback (most recent call last):\n  File "/app/main.py", line 12, in <module>\n    run()\n  File "/app/main.py", line 8, in run\n    return 1 / 0\nZeroDivisionError: division by zero',
        message: 'ZeroDivisionError: division by zero',
        level: 'ERROR',
        fields: {
          stack:
            'Traceback (most recent call last):\n  File "/app/main.py", line 12, in <module>\n    run()\n  File "/app/main.py", line 8, in run\n    return 1 / 0\nZeroDivisionError: division by zero',
          errorType: 'ZeroDivisionError',
        },
      },
      {
        line: 'Exception in thread Thread-1:\nTraceback (most recent call last):\n  File "/app/main.py", line 8, in run\n    return 1 / 0\nZeroDivisionError: division by zero',
        message: 'Exception in thread Thread-1: ZeroDivisionError: division by zero',
        level: 'ERROR',
        fields: {
          stack:
            'Traceback (most recent call last):\n  File "/app/main.py", line 8, in run\n    return 1 / 0\nZeroDivisionError: division by zero',
          errorType: 'ZeroDivisionError',
        },
      },
    ],
  },
  {
    name: 'python-warning',
    title: 'Python warning with the line of code that caused it',
    starts: '/<CDE',
    pattern:
      /(?<file>(?:[CDE]:\\|\/|<)[^:\n]{1,300}):(?<lineNumber>\d{1,7}): (?<message>\w{0,60}Warning: [^\n]*)(?:\n {2}(?<code>[^\n]{1,2000}))?$/,
    source: 'python',
    refine: (draft) => {
      draft.level = levelOf('warning');
      return true;
    },
    samples: [
      {
        line: '/app/cart.py:42: DeprecationWarning: total() is going away\n  return self.total()',
        message: 'DeprecationWarning: total() is going away',
        level: 'WARNING',
        source: 'python',
        fields: { file: '/app/cart.py', lineNumber: 42, code: 'return self.total()' },
      },
    ],
  },
  {
    name: 'python-socketserver',
    title: 'Python socketserver, a request that failed',
    starts: '-',
    pattern:
      /-{40}\n(?<message>Exception (?:occurred|happened) during processing of request from \('(?<clientIp>[^']{1,64})', (?<clientPort>\d{1,5})[^\n]{0,40}\n[^]*)/,
    source: 'python',
    refine: (draft) => {
      draft.message = draft.message.replace(/\n-{40}$/, '');
      draft.level = levelOf('error');
      return true;
    },
    samples: [
      {
        line: '----------------------------------------\nException occurred during processing of request from (\'192.0.2.7\', 43210)\nTraceback (most recent call last):\n  File "/usr/lib/python3.11/socketserver.py", line 691, in process_request_thread\n    self.finish_request(request, client_address)\nConnectionResetError: [Errno 104] Connection reset by peer\n----------------------------------------',
        message:
          "Exception occurred during processing of request from ('192.0.2.7', 43210): ConnectionResetError: [Errno 104] Connection reset by peer",
        level: 'ERROR',
        source: 'python',
        fields: {
          stack:
            'Traceback (most recent call last):\n  File "/usr/lib/python3.11/socketserver.py", line 691, in process_request_thread\n    self.finish_request(request, client_address)\nConnectionResetError: [Errno 104] Connection reset by peer',
          clientIp: '192.0.2.7',
          clientPort: 43210,
        },
      },
    ],
  },
]);
