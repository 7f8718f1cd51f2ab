import { lineFormats } from '../line-format';
import { compileTimePattern } from '../time-pattern';

/** Notebooks, desktop programs and programs on phones. */
export const DESKTOP_FORMATS = lineFormats('Notebooks, desktops and phones', [
  {
    name: 'tornado',
    title: 'Tornado and Jupyter console',
    starts: '[',
    pattern:
      /\[(?<level>[DIWEC]) (?<time>(?:\d{6}|\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d(?:\.\d{1,6})?) (?:(?<application>\w{1,40})(?= |\]) ?)?(?:(?<logger>[\w.-]{1,60}):(?<lineNumber>\d{1,6}))?\] (?<message>[^]*)/,
    envelope: true,
    samples: [
      {
        line: '[I 2026-01-02 03:04:05.678 ServerApp] Kernel started: 3f1c',
        message: 'Kernel started: 3f1c',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { application: 'ServerApp', envelope: 'tornado' },
      },
      {
        line: '[E 2026-01-02 03:04:05.678 JupyterHub log:184] 500 GET /hub/spawn/bob (bob@10.0.0.9) 1021.33ms',
        message: 'GET /hub/spawn/bob returned 500',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        source: 'tornado',
        fields: {
          application: 'JupyterHub',
          logger: 'log',
          lineNumber: 184,
          status: 500,
          method: 'GET',
          path: '/hub/spawn/bob',
          user: 'bob',
          clientIp: '10.0.0.9',
          durationMs: 1021.33,
          envelope: 'tornado',
        },
      },
      {
        line: '[W 260102 03:04:05 web:2246] 404 GET /favicon.ico (::1) 0.52ms',
        message: 'GET /favicon.ico returned 404',
        level: 'WARNING',
        time: '2026-01-02T03:04:05.000Z',
        source: 'tornado',
        fields: {
          logger: 'web',
          lineNumber: 2246,
          status: 404,
          method: 'GET',
          path: '/favicon.ico',
          clientIp: '::1',
          durationMs: 0.52,
          envelope: 'tornado',
        },
      },
    ],
  },
  {
    name: 'proxifier',
    title: 'Proxifier',
    starts: '[',
    pattern:
      /\[(?<time>\d\d\.\d\d \d\d:\d\d:\d\d)\] (?<program>[^\s-][^-]{0,80}?)(?: \*\d\d)? - (?<target>[\w.:[\]-]{1,255}) (?<message>[^]*)/,
    readTime: compileTimePattern('%m.%d %H:%M:%S'),
    source: 'proxifier',
    samples: [
      {
        line: '[01.02 03:04:05] firefox.exe - shop.example:443 open through proxy proxy.example:5070 HTTPS',
        message: 'open through proxy proxy.example:5070 HTTPS',
        source: 'proxifier',
        time: '2026-01-02T03:04:05.000Z',
        fields: { program: 'firefox.exe', target: 'shop.example:443' },
      },
      {
        line: '[01.02 03:04:06] Mail.exe *64 - mail.example:993 error : Could not connect through proxy proxy.example:5070 - connection timed out',
        message: 'error : Could not connect through proxy proxy.example:5070 - connection timed out',
        source: 'proxifier',
        time: '2026-01-02T03:04:06.000Z',
        fields: { program: 'Mail.exe', target: 'mail.example:993' },
      },
    ],
  },
  {
    name: 'pipe-separated',
    title: 'Time, component and process between pipes, as health and fitness programs write it',
    after: 'time',
    starts: '|',
    pattern: /\|(?<logger>[A-Za-z_][\w.-]{0,60})\|(?<pid>\d{1,12})\|(?<message>[^]*)/,
    samples: [
      {
        line: '20260102-03:04:05:678|Step_Counter|30002312|flush 12 steps',
        message: 'flush 12 steps',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'Step_Counter', pid: 30002312 },
      },
    ],
  },
]);
