import { levelOf } from '../../core/level';
import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

const NPM_LEVELS = { ERR: 'error', 'ERR!': 'error', WARN: 'warn', http: 'debug', timing: 'debug' };
const TAIL = /^([^]*?)(?: (\{[^]*\}))?$/;

/** npm, loggers of Node.js that write texts, and what the virtual machine itself says. */
export const NODE_TOOL_FORMATS = lineFormats('Node.js tools', [
  {
    name: 'npm',
    title: 'npm on a terminal, the lines of one error joined; scripts it runs',
    starts: 'n>',
    pattern:
      /(?:npm (?<level>error|warn|notice|info|http|verbose|silly|timing|ERR!|WARN) (?<message>\S[^]*)|> (?<package>@?[\w./-]{1,214})@(?<version>[\w.+-]{1,60}) (?<script>[\w:.-]{1,100})(?: \S{1,1000})?\n> (?<command>[^]*))/,
    levels: NPM_LEVELS,
    source: 'npm',
    refine: (draft) => {
      draft.message = draft.message.replace(/\nnpm (?:error|ERR!|warn|WARN)(?=\s|$) ?/g, '\n');
      if (draft.message === '')
        draft.message = `run ${textOf(draft.fields['script'])}: ${textOf(draft.fields['command'])}`;
      const code = /^code (E\w{1,40})(?:\n|$)/.exec(draft.message);
      if (code !== null) draft.fields['errorCode'] = code[1] ?? '';
      return true;
    },
    samples: [
      {
        line: 'npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/nothing',
        message: 'code E404\n404 Not Found - GET https://registry.npmjs.org/nothing',
        level: 'ERROR',
        source: 'npm',
        fields: { errorCode: 'E404' },
      },
      {
        line: '> shop@1.2.0 test\n> jest --ci',
        message: 'run test: jest --ci',
        source: 'npm',
        fields: { package: 'shop', version: '1.2.0', script: 'test', command: 'jest --ci' },
      },
    ],
  },
  {
    name: 'npm-debug',
    title: 'npm debug log (_logs)',
    after: 'no time',
    starts: '0123456789',
    pattern: /(?<sequence>\d{1,7}) (?<level>silly|verbose|info|http|timing|notice|warn|error)(?: (?<message>[^]*)|$)/,
    types: { sequence: 'integer' },
    levels: NPM_LEVELS,
    source: 'npm',
    samples: [
      {
        line: '17 verbose stack Error: command failed',
        message: 'stack Error: command failed',
        level: 'VERBOSE',
        source: 'npm',
        fields: { sequence: 17 },
      },
    ],
  },
  {
    name: 'winston',
    title: 'Winston (Node.js): time level: message, or level: message {metadata}',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\d[T ]/,
    starts: '[ehiwvds',
    pattern: /\[?(?<level>error|warn|info|http|verbose|debug|silly)\]?: (?<message>[^]*)/,
    levels: { http: 'debug' },
    samples: [
      {
        line: '2026-01-02T03:04:05.678Z [http]: GET /cart 200',
        message: 'GET /cart 200',
        level: 'DEBUG',
        time: '2026-01-02T03:04:05.678Z',
      },
    ],
  },
  {
    name: 'winston-simple',
    title: 'Winston simple format with its metadata: level: message {"timestamp":…}',
    starts: 'ehiwvds',
    pattern: /(?<level>error|warn|info|http|verbose|debug|silly): (?<message>[^]* \{"[^]*\})$/,
    levels: { http: 'debug' },
    refine: (draft, context) => {
      const [, message = '', tail = ''] = TAIL.exec(draft.message) ?? [];
      const meta = tail === '' ? null : parsed(tail);
      if (meta === null) return false;
      const { timestamp, stack, ...rest } = meta;
      draft.message = message;
      if (typeof timestamp === 'string') draft.timestamp = context.leadingTime(timestamp, 0)?.ms ?? null;
      if (typeof stack === 'string') draft.fields['stack'] = stack;
      for (const [name, value] of Object.entries(rest)) {
        if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
          draft.fields[name] = value;
      }
      return true;
    },
    samples: [
      {
        line: 'error: charge failed {"order":7,"timestamp":"2026-01-02T03:04:05.678Z"}',
        message: 'charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { order: 7 },
      },
    ],
  },
  {
    name: 'morgan',
    title: 'morgan (Express): dev, short and tiny',
    after: 'no time',
    starts: '0123456789abcdefGPHDOC:',
    pattern:
      /(?:(?<clientIp>[\da-fA-F.:]{2,45}) (?<user>\S{1,200}) )?(?<method>GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT) (?<path>\/\S{0,8000}) (?:(?<protocol>HTTP\/\d\.\d) )?(?<status>\d{3}|-) (?:(?<durationMs>[\d.]{1,14}) ms - (?<bytes>\d{1,20}|-)|(?<bytes2>\d{1,20}|-) - (?<durationMs2>[\d.]{1,14}|-) ms)$/,
    types: { bytes2: 'integer', durationMs2: 'number' },
    source: 'express',
    refine: ({ fields }) => {
      const { bytes2, durationMs2 } = fields;
      if (bytes2 !== undefined) fields['bytes'] = bytes2;
      if (durationMs2 !== undefined) fields['durationMs'] = durationMs2;
      return Reflect.deleteProperty(fields, 'bytes2') && Reflect.deleteProperty(fields, 'durationMs2');
    },
    samples: [
      {
        line: 'GET /cart 500 1.250 ms - 1012',
        message: 'GET /cart returned 500',
        level: 'ERROR',
        source: 'express',
        fields: { method: 'GET', path: '/cart', status: 500, durationMs: 1.25, bytes: 1012 },
      },
      {
        line: '::1 - POST /cart HTTP/1.1 201 12 - 3.125 ms',
        message: 'POST /cart returned 201',
        level: 'INFO',
        source: 'express',
        fields: {
          clientIp: '::1',
          method: 'POST',
          path: '/cart',
          protocol: 'HTTP/1.1',
          status: 201,
          bytes: 12,
          durationMs: 3.125,
        },
      },
    ],
  },
  {
    name: 'node-fatal',
    title: 'Node.js out of memory and other ends of the virtual machine, the lines joined',
    starts: '<F',
    pattern:
      /(?:<--- Last few GCs --->\n(?<heap>[^]*?)\n)?(?:<--- JS stacktrace --->\n{1,4})?(?<message>FATAL ERROR: [^]*)/,
    source: 'node',
    refine: (draft) => {
      const [first = '', ...rest] = draft.message.slice('FATAL ERROR: '.length).split('\n');
      draft.message = first;
      if (rest.length > 0) draft.fields['stack'] = rest.join('\n').trim();
      draft.level = levelOf('fatal');
      return true;
    },
    samples: [
      {
        line: '<--- Last few GCs --->\n\n[4711:0x274cce20]       56 ms: Mark-Compact 20.1 (36.9) -> 20.1 (36.9) MB\n\n<--- JS stacktrace --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n\n 1: 0xb78db3 node::OOMErrorHandler(char const*) [node]',
        message: 'Reached heap limit Allocation failed - JavaScript heap out of memory',
        level: 'FATAL',
        source: 'node',
        fields: {
          heap: '\n[4711:0x274cce20]       56 ms: Mark-Compact 20.1 (36.9) -> 20.1 (36.9) MB\n',
          stack: '----- Native stack trace -----\n\n 1: 0xb78db3 node::OOMErrorHandler(char const*) [node]',
        },
      },
    ],
  },
]);

function parsed(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    // Not metadata: the text happens to end in braces.
    return null;
  }
}
