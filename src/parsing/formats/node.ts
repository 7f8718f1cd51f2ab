import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** Node.js and its loggers. */
export const NODE_FORMATS = lineFormats('Node.js', [
  {
    name: 'nestjs',
    title: 'NestJS ConsoleLogger',
    starts: '[',
    pattern:
      /\[(?<source>[^\]]{1,60})\] (?<pid>\d{1,10}) {1,3}- (?<time>\d\d?\/\d\d?\/\d{4}, \d\d?:\d\d:\d\d [AP]M) {1,6}(?<level>LOG|ERROR|WARN|DEBUG|VERBOSE|FATAL) (?:\[(?<logger>[^\]]{1,120})\] )?(?<message>[^]*)/,
    samples: [
      {
        line: '[Nest] 1234  - 01/02/2026, 3:04:05 PM     LOG [NestFactory] Starting Nest application...',
        message: 'Starting Nest application...',
        level: 'LOG',
        source: 'Nest',
        time: '2026-01-02T15:04:05.000Z',
        fields: { pid: 1234, logger: 'NestFactory' },
      },
    ],
  },
  {
    name: 'log4js',
    title: 'log4js (Node.js): [time] [LEVEL] category - message',
    after: '[time]',
    starts: '[',
    pattern: /\[(?<level>[A-Z]{4,5})\] (?<logger>[\w./-]{1,120}) - (?<message>[^]*)/,
    samples: [
      {
        line: '[2026-01-02T03:04:05.678] [ERROR] shop - charge failed',
        message: 'charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop' },
      },
    ],
  },
  {
    name: 'node-warning',
    title: 'Node.js process warning',
    starts: '(',
    pattern:
      /\((?:node|bun):(?<pid>\d{1,10})\) (?:\[(?<errorCode>[A-Z]\w{0,30})\] )?(?<message>(?:\w{0,60}(?:Warning|Deprecation)\w{0,20}|[A-Z]\w{0,60}): [^]*)/,
    source: 'node',
    refine: (draft) => {
      draft.level = { text: 'WARNING', number: 13 };
      draft.message = draft.message.replace(/\n\(Use `node [^\n]{1,200}$/, '');
      return true;
    },
    samples: [
      {
        line: '(node:1234) [DEP0005] DeprecationWarning: Buffer() is deprecated due to security and usability issues.',
        message: 'DeprecationWarning: Buffer() is deprecated due to security and usability issues.',
        level: 'WARNING',
        source: 'node',
        fields: { pid: 1234, errorCode: 'DEP0005' },
      },
    ],
  },
  {
    name: 'node-error',
    title: 'Node.js uncaught error with its stack',
    starts: '/fn[<EUTRSAID',
    pattern:
      /(?:(?<file>(?:file:\/\/|node:)?[\w./@-]{1,300}|\[eval\]|<anonymous_script>):(?<lineNumber>\d{1,7})\n[^\n]{0,2000}\n(?: {0,300}\^{1,200}\n)?\n?)?(?:Uncaught )?(?<errorType>(?:[A-Z]\w{0,60}?)?(?:Error|Exception|Rejection))(?: \[(?<errorCode>\w{1,60})\])?(?<message>: [^]*\n {4}at [^]*)/,
    source: 'node',
    refine: (draft) => {
      const { errorType, errorCode } = draft.fields;
      const code = errorCode === undefined ? '' : ` [${textOf(errorCode)}]`;
      draft.message = `${textOf(errorType)}${code}${draft.message}`;
      draft.level = { text: 'ERROR', number: 17 };
      return true;
    },
    samples: [
      {
        line: "/app/server.js:7\n    throw new TypeError('x is not a function');\n    ^\n\nTypeError: x is not a function\n    at Object.<anonymous> (/app/server.js:7:11)\n    at Module._compile (node:internal/modules/cjs/loader:1554:14)\n\nNode.js v20.19.0",
        message: 'TypeError: x is not a function',
        level: 'ERROR',
        source: 'node',
        fields: {
          stack:
            '    at Object.<anonymous> (/app/server.js:7:11)\n    at Module._compile (node:internal/modules/cjs/loader:1554:14)\n\nNode.js v20.19.0',
          file: '/app/server.js',
          lineNumber: 7,
          errorType: 'TypeError',
        },
      },
    ],
  },
  {
    name: 'node-throw',
    title: 'Node.js, a thrown value that is no error',
    starts: '/fn[<',
    pattern:
      /(?<file>(?:file:\/\/|node:)?[\w./@-]{1,300}|\[eval\]|<anonymous_script>):(?<lineNumber>\d{1,7})\n[^\n]{0,2000}\n {0,300}\^{1,200}\n\n?(?<message>[^]{1,8000}?)\n\nNode\.js v\d/,
    source: 'node',
    refine: (draft) => {
      draft.level = { text: 'ERROR', number: 17 };
      return true;
    },
    samples: [
      {
        line: '/app/server.js:7\nthrow { code: 1 };\n^\n{ code: 1 }\n\nNode.js v20.19.0',
        message: '{ code: 1 }',
        level: 'ERROR',
        source: 'node',
        fields: { file: '/app/server.js', lineNumber: 7 },
      },
    ],
  },
]);
