import { levelOf } from '../../core/level';
import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

const LEVELS = 'DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|NOTSET';

/** Layouts of Python's logging that frameworks and manuals recommend, and what the interpreter writes itself. */
export const PYTHON_LAYOUT_FORMATS = lineFormats('Python layouts and frameworks', [
  {
    name: 'python-brackets',
    title: 'Python logging: time [LEVEL] logger: message',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}/,
    starts: '[',
    pattern: new RegExp(`\\[(?<level>${LEVELS}) {0,4}\\] (?<logger>[\\w.-]{1,120}): (?<message>[^]*)`),
    levels: { NOTSET: 'trace' },
    samples: [
      {
        line: '2026-01-02 03:04:05,678 [WARNING] shop.stock: only 3 left of item 77',
        message: 'only 3 left of item 77',
        level: 'WARNING',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop.stock' },
      },
    ],
  },
  {
    name: 'python-colons',
    title: 'Python logging: time:LEVEL:logger:message',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}:/,
    starts: ':',
    pattern: new RegExp(`:(?<level>${LEVELS}):(?<logger>[\\w.-]{1,120}):(?<message>[^]*)`),
    levels: { NOTSET: 'trace' },
    samples: [
      {
        line: '2026-01-02 03:04:05,678:ERROR:shop.pay:charge failed',
        message: 'charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop.pay' },
      },
    ],
  },
  {
    name: 'python-file-line',
    title: 'Python logging: date:time,ms logger LEVEL file:line message (and LEVEL [file:line])',
    starts: '12',
    pattern: new RegExp(
      `(?<time>\\d{4}-\\d\\d-\\d\\d:[\\d:]{8},\\d{1,3}) (?:(?<logger>[\\w.-]{1,120}) )?(?<level>${LEVELS}) {1,8}\\[?(?<file>[\\w.-]{1,100}):(?<lineNumber>\\d{1,6})\\]? (?<message>[^]*)`,
    ),
    levels: { NOTSET: 'trace' },
    readTime: (text, now, zone) => {
      // A colon instead of the blank between date and time; the milliseconds are a number, not a fraction.
      const [, clock = '', ms = ''] = /^\d{4}-\d\d-\d\d:([\d:]{8}),(\d{1,3})$/.exec(text) ?? [];
      const second = Date.parse(`${text.slice(0, 10)}T${clock}.${ms.padStart(3, '0')}Z`);
      return Number.isNaN(second) || now <= 0 ? null : zone.toEpoch(second);
    },
    samples: [
      {
        line: '2026-01-02:03:04:05,67 shop.pay ERROR gateway.py:42 charge failed',
        message: 'charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.067Z',
        fields: { logger: 'shop.pay', file: 'gateway.py', lineNumber: 42 },
      },
    ],
  },
  {
    name: 'django-verbose',
    title: "Django's verbose formatter: LEVEL time module process thread message",
    starts: 'DIWEC',
    pattern: new RegExp(
      `(?<level>${LEVELS}) (?<time>\\d{4}-\\d\\d-\\d\\d [\\d:]{8},\\d{3}) (?<logger>[\\w.-]{1,120}) (?<pid>\\d{1,10}) (?<tid>\\d{1,20}) (?<message>[^]*)`,
    ),
    samples: [
      {
        line: 'ERROR 2026-01-02 03:04:05,678 views 4711 139727311518592 charge failed',
        message: 'charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'views', pid: 4711, tid: 139727311518592 },
      },
    ],
  },
  {
    name: 'django-request',
    title: 'Django, what it says of refused requests',
    starts: 'NIFBMU',
    pattern:
      /(?<message>(?<reason>Not Found|Internal Server Error|Forbidden(?: \([^)\n]{1,200}\))?|Bad Request|Unauthorized|Method Not Allowed \([A-Z]{3,8}\)): (?<path>\/\S{0,2000})(?:\n[^]*)?)$/,
    source: 'django',
    refine: (draft) => {
      const reason = textOf(draft.fields['reason']);
      const statuses = { N: 404, I: 500, F: 403, B: 400, U: 401, M: 405 } as const;
      const status = statuses[reason.charAt(0) as keyof typeof statuses];
      draft.fields['status'] = status;
      draft.level = levelOf(status === 500 ? 'error' : 'warning');
      return Reflect.deleteProperty(draft.fields, 'reason');
    },
    samples: [
      {
        line: 'Not Found: /cart/7',
        message: 'Not Found: /cart/7',
        level: 'WARNING',
        source: 'django',
        fields: { path: '/cart/7', status: 404 },
      },
    ],
  },
  {
    name: 'flask',
    title: 'Flask: [time] LEVEL in module: message',
    after: '[time]',
    starts: 'DIWEC',
    pattern: new RegExp(`(?<level>${LEVELS}) in (?<logger>[\\w.-]{1,120}): (?<message>[^]*)`),
    source: 'flask',
    samples: [
      {
        line: '[2026-01-02 03:04:05,678] ERROR in app: Exception on /cart [POST]',
        message: 'Exception on /cart [POST]',
        level: 'ERROR',
        source: 'flask',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'app' },
      },
    ],
  },
  {
    name: 'flask-start',
    title: 'Flask, lines of its start',
    starts: ' ',
    pattern: / \* (?<message>(?:Serving Flask app|Debug mode|Running on|Restarting|Debugger|Environment)\b[^]*)/,
    source: 'flask',
    samples: [
      {
        line: ' * Running on http://127.0.0.1:5000',
        message: 'Running on http://127.0.0.1:5000',
        source: 'flask',
      },
    ],
  },
  {
    name: 'scrapy',
    title: 'Scrapy: time [logger] LEVEL: message',
    after: 'time',
    starts: '[',
    pattern: new RegExp(`\\[(?<logger>[\\w.-]{1,120})\\] (?<level>${LEVELS}): (?<message>[^]*)`),
    samples: [
      {
        line: '2026-01-02 03:04:05 [scrapy.core.engine] INFO: Spider opened',
        message: 'Spider opened',
        level: 'INFO',
        time: '2026-01-02T03:04:05.000Z',
        fields: { logger: 'scrapy.core.engine' },
      },
    ],
  },
  {
    name: 'twisted',
    title: 'Twisted: time [namespace#level] message',
    after: 'time',
    starts: '[',
    pattern: /\[(?:-|(?<logger>[\w.$<>-]{1,200})#(?<level>debug|info|warn|error|critical))\] (?<message>[^]*)/,
    source: 'twisted',
    samples: [
      {
        line: '2026-01-02T03:04:05+0000 [twisted.web.server.Site#info] Starting factory <Site object>',
        message: 'Starting factory <Site object>',
        level: 'INFO',
        source: 'twisted',
        time: '2026-01-02T03:04:05.000Z',
        fields: { logger: 'twisted.web.server.Site' },
      },
    ],
  },
  {
    name: 'supervisord',
    title: 'supervisord',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /,
    starts: 'CEWIDTB',
    pattern:
      /(?<level>CRIT|ERRO|WARN|INFO|DEBG|TRAC|BLAT) (?<message>(?:(?:spawned|exited|success|gave up|stopped|killing|spawnerr|reaped|waiting for|received|fd \d|Supervisor|supervisord|RPC|Server|Included|Increased|Unlinking|daemonizing)\b|'[^'\n]{1,100}' )[^]*)/,
    levels: { ERRO: 'error', DEBG: 'debug', TRAC: 'trace', BLAT: 'trace' },
    source: 'supervisord',
    samples: [
      {
        line: '2026-01-02 03:04:05,678 WARN exited: worker (exit status 3; not expected)',
        message: 'exited: worker (exit status 3; not expected)',
        level: 'WARN',
        source: 'supervisord',
        time: '2026-01-02T03:04:05.678Z',
      },
    ],
  },
  {
    name: 'ansible',
    title: 'Ansible (log_path)',
    after: 'time',
    starts: 'p',
    pattern:
      /p=(?<pid>\d{1,10}) u=(?<user>[\w.@-]{1,64}) (?:n=(?<logger>[\w.-]{1,100}) )?(?:(?<level>[A-Z]{4,8}))?\| {1,2}(?<message>[^]*)/,
    source: 'ansible',
    samples: [
      {
        line: '2026-01-02 03:04:05,678 p=4711 u=root n=ansible INFO| TASK [install nginx] ****',
        message: 'TASK [install nginx] ****',
        level: 'INFO',
        source: 'ansible',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 4711, user: 'root', logger: 'ansible' },
      },
    ],
  },
]);
