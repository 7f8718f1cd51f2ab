import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** Requests as application frameworks and development servers write them. */
export const WEB_APP_FORMATS = lineFormats('Web applications', [
  {
    name: 'uvicorn-access',
    title: 'Uvicorn and Hypercorn access lines',
    starts: 'I',
    pattern: /INFO: {1,6}(?<clientIp>[\da-fA-F.:]{2,45}):(?<clientPort>\d{1,5}) - "(?<request>[^"]*)" (?<status>\d{3})/,
    source: 'uvicorn',
    samples: [
      {
        line: 'INFO:     127.0.0.1:54321 - "GET /items/7?q=x HTTP/1.1" 404 Not Found',
        message: 'GET /items/7?q=x returned 404',
        level: 'WARNING',
        source: 'uvicorn',
        fields: {
          clientIp: '127.0.0.1',
          clientPort: 54321,
          method: 'GET',
          path: '/items/7?q=x',
          protocol: 'HTTP/1.1',
          status: 404,
        },
      },
    ],
  },
  {
    name: 'django-runserver',
    title: 'Django development server',
    after: '[time]',
    starts: '"',
    pattern: /"(?<request>[^"]*)" (?<status>\d{3}) (?<bytes>\d{1,20}|-)$/,
    source: 'django',
    samples: [
      {
        line: '[02/Jan/2026 03:04:05] "GET /admin/login/ HTTP/1.1" 200 4197',
        message: 'GET /admin/login/ returned 200',
        level: 'INFO',
        source: 'django',
        time: '2026-01-02T03:04:05.000Z',
        fields: { method: 'GET', path: '/admin/login/', protocol: 'HTTP/1.1', status: 200, bytes: 4197 },
      },
    ],
  },
  {
    name: 'python-http-server',
    title: 'Python http.server, what it says besides requests',
    after: 'no time',
    starts: '0123456789abcdef:S-',
    pattern:
      /(?:-{40})?(?:(?<clientIp>[\da-fA-F.:]{2,45}) - - \[(?<time>\d\d\/[A-Z][a-z]{2}\/\d{4} [\d:]{8})\] (?<message>(?:code (?<status>\d{3}), message )?[^"][^]*)|(?<start>Serving HTTPS? on \S{1,100} port \d{1,5} [^\n]{1,300})$)/,
    source: 'python',
    refine: (draft) => {
      const { start } = draft.fields;
      if (typeof start === 'string') draft.message = start;
      return Reflect.deleteProperty(draft.fields, 'start');
    },
    samples: [
      {
        line: '127.0.0.1 - - [02/Jan/2026 03:04:05] code 404, message File not found',
        message: 'code 404, message File not found',
        level: 'WARNING',
        source: 'python',
        time: '2026-01-02T03:04:05.000Z',
        fields: { clientIp: '127.0.0.1', status: 404 },
      },
    ],
  },
  {
    name: 'gin',
    title: 'Gin web framework (Go)',
    after: 'no time',
    starts: '[',
    pattern:
      /\[GIN\] (?<day>\d{4}\/\d\d\/\d\d) - (?<clock>[\d:]{8}) \| {1,4}(?<status>\d{3}) \| {1,14}(?<latency>[\d.]{1,20}(?:ns|µs|ms|s|m\S{0,12}))\s{0,4}\| {1,40}(?<clientIp>[\da-fA-F.:]{2,45}) \| (?<method>[A-Z]{3,8}) {1,8}"(?<path>[^"]*)"(?:\s{1,4}(?<error>Error #\d\d: [^]*))?/,
    source: 'gin',
    refine: (draft, context) => {
      const { day, clock } = draft.fields;
      draft.timestamp = context.leadingTime(`${textOf(day)} ${textOf(clock)}`, 0)?.ms ?? null;
      return Reflect.deleteProperty(draft.fields, 'day') && Reflect.deleteProperty(draft.fields, 'clock');
    },
    samples: [
      {
        line: '[GIN] 2026/01/02 - 03:04:05 | 500 |     1.234ms |       192.0.2.7 | GET      "/ping"',
        message: 'GET /ping returned 500',
        level: 'ERROR',
        source: 'gin',
        time: '2026-01-02T03:04:05.000Z',
        fields: { status: 500, latency: '1.234ms', clientIp: '192.0.2.7', method: 'GET', path: '/ping' },
      },
    ],
  },
  {
    name: 'gin-debug',
    title: 'Gin in debug mode',
    after: 'no time',
    starts: '[',
    pattern: /\[GIN-debug\] (?:\[(?<level>WARNING|ERROR)\] )?(?<message>[^]*)/,
    source: 'gin',
    samples: [
      {
        line: '[GIN-debug] [WARNING] Running in "debug" mode. Switch to "release" mode in production.',
        message: 'Running in "debug" mode. Switch to "release" mode in production.',
        level: 'WARNING',
        source: 'gin',
      },
    ],
  },
  {
    name: 'rails-request',
    title: 'Rails request start and end',
    starts: 'SC',
    pattern:
      /(?:Started (?<method>[A-Z]{3,8}) "(?<path>[^"]*)" for (?<clientIp>[\da-fA-F.:]{2,45}) at (?<time>\d{4}-\d\d-\d\d [\d:]{8} [+-]\d{4})|Completed (?<status>\d{3}) [A-Z][\w ]{1,40} in (?<durationMs>\d{1,10})ms[^]*)$/,
    source: 'rails',
    samples: [
      {
        line: 'Started GET "/orders/7" for 192.0.2.7 at 2026-01-02 03:04:05 +0100',
        message: 'Started GET "/orders/7" for 192.0.2.7 at 2026-01-02 03:04:05 +0100',
        source: 'rails',
        time: '2026-01-02T02:04:05.000Z',
        fields: { method: 'GET', path: '/orders/7', clientIp: '192.0.2.7' },
      },
      {
        line: 'Completed 500 Internal Server Error in 12ms (ActiveRecord: 0.7ms | Allocations: 1234)',
        message: 'Completed 500 Internal Server Error in 12ms (ActiveRecord: 0.7ms | Allocations: 1234)',
        level: 'ERROR',
        source: 'rails',
        fields: { status: 500, durationMs: 12 },
      },
    ],
  },
  {
    name: 'php-server',
    title: 'PHP built-in web server',
    after: '[time]',
    starts: '0123456789abcdef[',
    pattern:
      /(?:\[(?<clientIp6>[\da-fA-F:]{2,45})\]|(?<clientIp>[\d.]{7,15})):(?<clientPort>\d{1,5}) \[(?<status>\d{3})\]: (?<method>[A-Z]{3,8}) (?<path>\S{1,8000})(?: - (?<error>[^]*))?/,
    source: 'php',
    refine: ({ fields }) => {
      const { clientIp6 } = fields;
      if (clientIp6 !== undefined) fields['clientIp'] = clientIp6;
      return Reflect.deleteProperty(fields, 'clientIp6');
    },
    samples: [
      {
        line: '[Fri Jan  2 03:04:05 2026] 127.0.0.1:35412 [404]: GET /favicon.ico - No such file or directory',
        message: 'GET /favicon.ico returned 404',
        level: 'WARNING',
        source: 'php',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          clientIp: '127.0.0.1',
          clientPort: 35412,
          status: 404,
          method: 'GET',
          path: '/favicon.ico',
          error: 'No such file or directory',
        },
      },
    ],
  },
  {
    name: 'tornado-access',
    title: 'Tornado access line',
    starts: '123459WEI',
    pattern:
      /(?:(?<level>WARNING|ERROR|INFO):tornado\.access:)?(?<status>[1-5]\d\d) (?<method>[A-Z]{3,8}) (?<path>\S{1,8000}) \((?:(?<user>[\w.-]{1,60})@)?(?<clientIp>[\da-fA-F.:]{2,45})\) (?<durationMs>[\d.]{1,12})ms$/,
    source: 'tornado',
    samples: [
      {
        line: 'WARNING:tornado.access:404 GET /favicon.ico (::1) 0.52ms',
        message: 'GET /favicon.ico returned 404',
        level: 'WARNING',
        source: 'tornado',
        fields: { status: 404, method: 'GET', path: '/favicon.ico', clientIp: '::1', durationMs: 0.52 },
      },
    ],
  },
]);
