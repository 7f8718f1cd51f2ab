import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** .NET, Ruby, PHP and Node.js. */
export const DOTNET_RUBY_PHP_NODE_FORMATS = lineFormats('.NET, Ruby, PHP and Node.js', [
  {
    name: 'dotnet-console',
    title: '.NET console logger (its lines joined, or on one line)',
    starts: 'tdiwfc',
    pattern:
      /(?<level>trce|dbug|info|warn|fail|crit): (?<logger>[A-Za-z_][\w.+`-]{1,200})\[(?<eventId>-?\d{1,10})\]\s{0,12}(?<message>[^]*)/,
    samples: [
      {
        line: 'info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://localhost:5000',
        message: 'Now listening on: http://localhost:5000',
        level: 'INFO',
        fields: { logger: 'Microsoft.Hosting.Lifetime', eventId: 14 },
      },
      {
        line: 'fail: Microsoft.EntityFrameworkCore.Database.Command[20102] Failed executing DbCommand (30ms)',
        message: 'Failed executing DbCommand (30ms)',
        level: 'FAIL',
        fields: { logger: 'Microsoft.EntityFrameworkCore.Database.Command', eventId: 20102 },
      },
    ],
  },
  {
    name: 'serilog',
    title: 'Serilog file',
    after: 'time',
    starts: '[',
    pattern: /\[(?<level>VRB|DBG|INF|WRN|ERR|FTL)\] (?<message>[^]*)/,
    levels: { VRB: 'verbose' },
    samples: [
      {
        line: '2026-01-02 03:04:05.678 +00:00 [WRN] Only 3 left of item 77',
        message: 'Only 3 left of item 77',
        level: 'WRN',
        time: '2026-01-02T03:04:05.678Z',
      },
    ],
  },
  {
    name: 'serilog-console',
    title: 'Serilog console: [time LEVEL] message',
    starts: '[',
    pattern: /\[(?<time>\d\d:\d\d:\d\d) (?<level>VRB|DBG|INF|WRN|ERR|FTL)\] (?<message>[^]*)/,
    levels: { VRB: 'verbose' },
    samples: [
      {
        line: '[03:04:05 INF] Now listening on: http://localhost:5000',
        message: 'Now listening on: http://localhost:5000',
        level: 'INF',
        time: '2026-06-15T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'nlog',
    title: 'NLog default layout: time|LEVEL|logger|message',
    after: 'time',
    starts: '|',
    pattern: /\|(?<level>[A-Za-z]{4,5})\|(?<logger>[\w.+`-]{1,200})\|(?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02 03:04:05.6789|ERROR|Shop.Payments.Gateway|Charge failed',
        message: 'Charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'Shop.Payments.Gateway' },
      },
    ],
  },
  {
    name: 'ruby-logger',
    title: 'Ruby Logger',
    starts: 'DIWEFA',
    pattern:
      /(?<level>[DIWEFA]), \[(?<time>[^\] ]{19,40}) {1,2}#(?<pid>\d{1,10})\] {1,2}(?:DEBUG|INFO|WARN|ERROR|FATAL|ANY) -- (?<source>[^:\n]{0,100}): (?<message>[^]*)/,
    levels: { A: 'info' },
    samples: [
      {
        line: 'I, [2026-01-02T03:04:05.678901 #1234]  INFO -- : [4f2c] Started GET "/" for 192.0.2.7',
        message: '[4f2c] Started GET "/" for 192.0.2.7',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1234 },
      },
      {
        line: 'E, [2026-01-02T03:04:05.678901 #1234] ERROR -- shop: charge failed',
        message: 'charge failed',
        level: 'ERROR',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1234 },
      },
    ],
  },
  {
    name: 'sidekiq',
    title: 'Sidekiq',
    after: 'time',
    starts: 'p',
    pattern:
      /pid=(?<pid>\d{1,10}) tid=(?<tid>\w{1,20})(?: class=(?<task>[\w:]{1,120}))?(?: jid=(?<taskId>[\da-f]{12,40}))?(?: elapsed=(?<durationS>[\d.]{1,12}))? (?<level>[A-Z]{4,5}): (?<message>[^]*)/,
    source: 'sidekiq',
    samples: [
      {
        line: '2026-01-02T03:04:05.678Z pid=1234 tid=gn3 class=ChargeJob jid=b4a577edbccf1d805744efa9 elapsed=0.25 INFO: done',
        message: 'done',
        level: 'INFO',
        source: 'sidekiq',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1234, tid: 'gn3', task: 'ChargeJob', taskId: 'b4a577edbccf1d805744efa9', durationMs: 250 },
      },
    ],
  },
  {
    name: 'php-error',
    title: 'PHP error_log',
    after: '[time]',
    starts: 'P',
    pattern:
      /(?<message>PHP (?:(?<severity>Fatal error|Parse error|Catchable fatal error|Recoverable fatal error|Warning|Notice|Deprecated|Strict Standards|Core Error|Core Warning|Compile Error):|Stack trace:| {1,4}(?:\d{1,4}\.|#)|   thrown in)[^]*)/,
    source: 'php',
    refine: (draft) => {
      const { fields } = draft;
      const levels = { Warning: [13, 'WARNING'], Notice: [10, 'NOTICE'], Deprecated: [13, 'WARNING'] } as const;
      const word = textOf(fields['severity'] ?? 'Notice');
      const [number, text] =
        word === 'Warning' || word === 'Notice' || word === 'Deprecated' ? levels[word] : ([17, 'ERROR'] as const);
      draft.level = { number, text };
      const place = / in (\/[^\n]{1,500}?)(?:\((\d{1,7})\)|:(\d{1,7})| on line (\d{1,7}))/.exec(
        draft.message.slice(0, 2000),
      );
      if (place !== null) {
        fields['file'] = place[1] ?? '';
        fields['lineNumber'] = Number(place[2] ?? place[3] ?? place[4]);
      }
      return Reflect.deleteProperty(fields, 'severity');
    },
    samples: [
      {
        line: '[02-Jan-2026 03:04:05 UTC] PHP Warning:  Undefined variable $total in /var/www/cart.php on line 42',
        message: 'PHP Warning:  Undefined variable $total in /var/www/cart.php on line 42',
        level: 'WARNING',
        source: 'php',
        time: '2026-01-02T03:04:05.000Z',
        fields: { file: '/var/www/cart.php', lineNumber: 42 },
      },
    ],
  },
  {
    name: 'php-fpm',
    title: 'PHP-FPM',
    after: '[time]',
    starts: 'NWEAD',
    pattern: /(?<level>NOTICE|WARNING|ERROR|ALERT|DEBUG): (?:\[pool (?<pool>[^\]]{1,60})\] )?(?<message>[^]*)/,
    timeLike: /^\[\d\d-[A-Z]/,
    source: 'php-fpm',
    samples: [
      {
        line: '[02-Jan-2026 03:04:05] NOTICE: fpm is running, pid 1',
        message: 'fpm is running, pid 1',
        level: 'NOTICE',
        source: 'php-fpm',
        time: '2026-01-02T03:04:05.000Z',
      },
      {
        line: '[02-Jan-2026 03:04:05] WARNING: [pool www] server reached pm.max_children setting (5), consider raising it',
        message: 'server reached pm.max_children setting (5), consider raising it',
        level: 'WARNING',
        source: 'php-fpm',
        time: '2026-01-02T03:04:05.000Z',
        fields: { pool: 'www' },
      },
    ],
  },
  {
    name: 'monolog',
    title: 'Monolog (Laravel, Symfony)',
    after: '[time]',
    starts: '',
    pattern:
      /(?<logger>[\w.-]{1,60})\.(?<level>DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): (?<message>[^]*)/,
    refine: (draft) => {
      // Empty context and extra: "[] []".
      draft.message = draft.message.replace(/(?: (?:\[\]|\{\})){1,2}$/, '');
      return true;
    },
    samples: [
      {
        line: '[2026-01-02 03:04:05] production.ERROR: SQLSTATE[HY000] [2002] Connection refused {"userId":7} []',
        message: 'SQLSTATE[HY000] [2002] Connection refused {"userId":7}',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.000Z',
        fields: { logger: 'production' },
      },
    ],
  },
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
      /\((?:node|bun):(?<pid>\d{1,10})\) (?:\[(?<errorCode>[A-Z]{3}\d{4})\] )?(?<message>\w{0,60}(?:Warning|Deprecation)\w{0,20}: [^]*)/,
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
      /(?:(?<file>(?:file:\/\/|node:)?[\w./@-]{1,300}|\[eval\]|<anonymous_script>):(?<lineNumber>\d{1,7})\n[^\n]{0,2000}\n(?: {0,300}\^{1,200}\n)?\n?)?(?:Uncaught )?(?<errorType>(?:[A-Z]\w{0,60}?)?(?:Error|Exception))(?: \[(?<errorCode>\w{1,60})\])?(?<message>: [^]*\n {4}at [^]*)/,
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
]);
