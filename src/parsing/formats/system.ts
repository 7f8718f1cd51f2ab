import { levelOf } from '../../core/level';
import { lineFormats } from '../line-format';

/** Unix systems: kernels, package managers and system services. */
export const SYSTEM_FORMATS = lineFormats('Unix systems', [
  {
    name: 'cri',
    title: 'Kubernetes container log (CRI)',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{1,9}(?:Z|[+-])/,
    starts: 's',
    pattern: /(?<stream>stdout|stderr) (?<tag>[FP])(?::\w{0,20})? (?<message>[^]*)/,
    envelope: true,
    refine: (draft) => {
      if (draft.fields['tag'] === 'P') draft.fields['partial'] = true;
      Reflect.deleteProperty(draft.fields, 'tag');
      return true;
    },
    samples: [
      {
        line: '2026-01-02T03:04:05.678901234Z stderr F {"level":"error","msg":"cannot reach db","service":"api"}',
        message: 'cannot reach db',
        level: 'ERROR',
        source: 'api',
        time: '2026-01-02T03:04:05.678Z',
        fields: { stream: 'stderr', envelope: 'cri' },
      },
      {
        line: '2026-01-02T03:04:05.678901234Z stdout F listening on port 8080',
        message: 'listening on port 8080',
        time: '2026-01-02T03:04:05.678Z',
        fields: { stream: 'stdout', envelope: 'cri' },
      },
    ],
  },
  {
    name: 'logcat',
    title: 'Android logcat (threadtime)',
    after: 'time',
    starts: '0123456789',
    timeLike: /^(?:\d{4}-)?\d\d-\d\d [\d:]{8}\.\d{3}/,
    pattern:
      /(?<pid>\d{1,7}) {1,6}(?<tid>\d{1,7}) (?<level>[VDIWEFA]) (?<logger>[^:\n]{1,80}?) {0,30}: (?<message>[^]*)/,
    levels: { A: 'fatal' },
    samples: [
      {
        line: '01-02 03:04:05.678  1234  5678 W ActivityManager: Slow operation: 62ms so far',
        message: 'Slow operation: 62ms so far',
        level: 'WARNING',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1234, tid: 5678, logger: 'ActivityManager' },
      },
    ],
  },
  {
    name: 'logcat-brief',
    title: 'Android logcat (brief and time)',
    starts: 'VDIWEF',
    pattern: /(?<level>[VDIWEF])\/(?<logger>[^(:\n]{1,80}?) {0,30}\( {0,6}(?<pid>\d{1,7})\): (?<message>[^]*)/,
    samples: [
      {
        line: 'E/AndroidRuntime( 1234): FATAL EXCEPTION: main',
        message: 'FATAL EXCEPTION: main',
        level: 'ERROR',
        fields: { logger: 'AndroidRuntime', pid: 1234 },
      },
    ],
  },
  {
    name: 'macos-unified',
    title: 'macOS unified log (log show, default style)',
    after: 'time',
    starts: '0',
    pattern:
      /(?<thread>0x[\da-f]{1,16}) {1,8}(?<level>Default|Info|Debug|Error|Fault|Activity) {1,8}0x[\da-f]{1,16} {1,24}(?<pid>\d{1,7}) {1,8}\d{1,4} {1,6}(?<source>[^:\n]{1,100}): (?:\((?<library>[^)]{1,100})\) )?(?:\[(?<logger>[^\]]{1,160})\] )?(?<message>[^]*)/,
    levels: { Default: 'notice', Fault: 'critical', Activity: 'info' },
    samples: [
      {
        line: '2026-01-02 03:04:05.678901-0800 0x1a2b     Error       0x0                  321    0    sharingd: (CoreUtils) [com.apple.sharing:Daemon] Failed to resolve peer',
        message: 'Failed to resolve peer',
        level: 'ERROR',
        source: 'sharingd',
        time: '2026-01-02T11:04:05.678Z',
        fields: { thread: '0x1a2b', pid: 321, library: 'CoreUtils', logger: 'com.apple.sharing:Daemon' },
      },
    ],
  },
  {
    name: 'cups',
    title: 'CUPS error_log',
    starts: 'XACEWNIDd',
    pattern: /(?<level>[XACEWNIDd]) \[(?<time>\d\d\/[A-Z][a-z]{2}\/\d{4}:[\d:]{8} [+-]\d{4})\] (?<message>[^]*)/,
    levels: { X: 'emergency', d: 'trace' },
    source: 'cups',
    samples: [
      {
        line: 'E [02/Jan/2026:03:04:05 +0000] [Job 7] Stopping job because the printer is not responding.',
        message: '[Job 7] Stopping job because the printer is not responding.',
        level: 'ERROR',
        source: 'cups',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'samba',
    title: 'Samba log.smbd (header and text joined)',
    starts: '[',
    pattern:
      /\[(?<time>\d{4}\/\d\d\/\d\d [\d:]{8}(?:\.\d{1,6})?), {1,2}(?<debugLevel>\d{1,2})(?:, [^\]]{1,200})?\] (?<file>[\w./-]{1,200}):(?<lineNumber>\d{1,6})\((?<function>\w{1,120})\)(?<message>[^]*)/,
    types: { debugLevel: 'integer' },
    source: 'samba',
    refine: (draft) => {
      const levels = ['ERROR', 'WARNING', 'NOTICE', 'INFO'] as const;
      draft.level = levelOf(levels[Number(draft.fields['debugLevel'])] ?? 'DEBUG');
      draft.message = draft.message.trim();
      return true;
    },
    samples: [
      {
        line: '[2026/01/02 03:04:05.678901,  0] ../../source3/smbd/server.c:1741(main)\n  smbd version 4.17.12 started.',
        message: 'smbd version 4.17.12 started.',
        level: 'ERROR',
        source: 'samba',
        time: '2026-01-02T03:04:05.678Z',
        fields: { debugLevel: 0, file: '../../source3/smbd/server.c', lineNumber: 1741, function: 'main' },
      },
    ],
  },
  {
    name: 'xorg',
    title: 'X.Org server log',
    starts: '[',
    pattern:
      /\[ {0,8}(?<uptimeSeconds>\d{1,10}\.\d{3})\] \((?<level>II|WW|EE|NI|!!|\*\*|--|==|\+\+|\?\?)\) (?<message>[^]*)/,
    levels: {
      II: 'info',
      WW: 'warning',
      EE: 'error',
      NI: 'warning',
      '!!': 'notice',
      '**': 'info',
      '--': 'info',
      '==': 'info',
      '++': 'info',
      '??': 'info',
    },
    source: 'xorg',
    samples: [
      {
        line: '[    12.345] (EE) open /dev/dri/card0: No such file or directory',
        message: 'open /dev/dri/card0: No such file or directory',
        level: 'ERROR',
        source: 'xorg',
        fields: { uptimeSeconds: 12.345 },
      },
    ],
  },
  {
    name: 'vsftpd',
    title: 'vsftpd',
    after: 'time',
    starts: '[',
    pattern:
      /\[pid (?<pid>\d{1,10})\] (?:\[(?<user>[^\]]{1,64})\] )?(?<message>(?:(?:OK|FAIL) )?[A-Z]{3,12}[^"]{0,40}(?:"(?<clientIp>[\w.:]{2,64})")?[^]*)/,
    source: 'vsftpd',
    samples: [
      {
        line: 'Fri Jan  2 03:04:05 2026 [pid 2] [bob] FAIL LOGIN: Client "192.0.2.7"',
        message: 'FAIL LOGIN: Client "192.0.2.7"',
        source: 'vsftpd',
        time: '2026-01-02T03:04:05.000Z',
        fields: { pid: 2, user: 'bob', clientIp: '192.0.2.7' },
      },
    ],
  },
]);
