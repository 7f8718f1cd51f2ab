import { levelOf, syslogLevel } from '../../core/level';
import { lineFormats } from '../line-format';

/** Servers for names, messages, files, streams and tunnels that write files of their own. */
export const NETWORK_SERVICE_FORMATS = lineFormats('Network services', [
  {
    name: 'mosquitto',
    title: 'Eclipse Mosquitto (seconds since 1970 in front)',
    after: 'no time',
    starts: '12',
    pattern: /(?<time>\d{10}): (?:(?<level>Error|Warning|Notice): )?(?<message>[^]*)/,
    source: 'mosquitto',
    samples: [
      {
        line: '1767323045: New connection from 192.0.2.7:43210 on port 1883.',
        message: 'New connection from 192.0.2.7:43210 on port 1883.',
        source: 'mosquitto',
        time: '2026-01-02T03:04:05.000Z',
      },
      {
        line: '1767323045: Error: Address already in use',
        message: 'Address already in use',
        level: 'ERROR',
        source: 'mosquitto',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'lighttpd-error',
    title: 'lighttpd error log',
    after: 'time',
    starts: ':(',
    pattern:
      /:? ?\((?<file>[\w.-]{1,60}\.c)\.(?<lineNumber>\d{1,6})\) (?:(?<level>WARNING|ERROR|DEBUG): )?(?<message>[^]*)/,
    source: 'lighttpd',
    samples: [
      {
        line: '2026-01-02 03:04:05: (gw_backend.c.2476) connect() 127.0.0.1:9000: Connection refused',
        message: 'connect() 127.0.0.1:9000: Connection refused',
        source: 'lighttpd',
        time: '2026-01-02T03:04:05.000Z',
        fields: { file: 'gw_backend.c', lineNumber: 2476 },
      },
    ],
  },
  {
    name: 'unbound',
    title: 'Unbound, with seconds since 1970 or a date',
    starts: '[JFMASOND',
    pattern:
      /(?:\[(?<epoch>\d{10})\]|(?<time>[A-Z][a-z]{2} [ \d]\d [\d:]{8})) unbound\[(?<pid>\d{1,10}):(?<thread>[\da-f]{1,10})\] (?<level>[a-z]{4,7}(?: error)?): (?<message>[^]*)/,
    levels: { fatal: 'fatal', 'fatal error': 'fatal', query: 'info', reply: 'info' },
    source: 'unbound',
    refine: (draft) => {
      const { epoch } = draft.fields;
      if (typeof epoch === 'string') draft.timestamp = Number(epoch) * 1000;
      return Reflect.deleteProperty(draft.fields, 'epoch');
    },
    samples: [
      {
        line: '[1767323045] unbound[4711:0] info: 192.0.2.7 example.com. A IN',
        message: '192.0.2.7 example.com. A IN',
        level: 'INFO',
        source: 'unbound',
        time: '2026-01-02T03:04:05.000Z',
        fields: { pid: 4711, thread: '0' },
      },
      {
        line: 'Jan  2 03:04:05 unbound[4711:1] notice: init module 0: validator',
        message: 'init module 0: validator',
        level: 'NOTICE',
        source: 'unbound',
        time: '2026-01-02T03:04:05.000Z',
        fields: { pid: 4711, thread: '1' },
      },
    ],
  },
  {
    name: 'nsd',
    title: 'NSD and others: [time] program[pid]: level: message',
    after: '[time]',
    starts: 'abcdefghijklmnopqrstuvwxyz',
    pattern: /(?<source>[a-z][\w.-]{1,40})\[(?<pid>\d{1,10})\]: (?<level>[a-z]{4,8}): (?<message>[^]*)/,
    samples: [
      {
        line: '[2026-01-02 03:04:05.678] nsd[4711]: error: zone example.com: file missing',
        message: 'zone example.com: file missing',
        level: 'ERROR',
        source: 'nsd',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 4711 },
      },
    ],
  },
  {
    name: 'pgbouncer',
    title: 'PgBouncer',
    after: 'time',
    starts: '[',
    pattern:
      /\[(?<pid>\d{1,10})\] (?<level>NOISE|DEBUG|LOG|INFO|WARNING|ERROR|FATAL) (?:(?<context>[CS]-0x[\da-f]{1,16}): (?:\(nodb\)|(?<database>[^/\s]{1,64}))\/(?:\(nouser\)|(?<user>[^@\s]{1,64}))@(?<clientIp>[\w.:()-]{1,64}?):(?<clientPort>\d{1,5}) )?(?<message>[^]*)/,
    levels: { NOISE: 'trace' },
    source: 'pgbouncer',
    samples: [
      {
        line: '2026-01-02 03:04:05.678 UTC [4711] WARNING C-0x55d2e8a1b0c0: shop/app@192.0.2.7:43210 pooler error: password authentication failed',
        message: 'pooler error: password authentication failed',
        level: 'WARNING',
        source: 'pgbouncer',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          pid: 4711,
          context: 'C-0x55d2e8a1b0c0',
          database: 'shop',
          user: 'app',
          clientIp: '192.0.2.7',
          clientPort: 43210,
        },
      },
    ],
  },
  {
    name: 'stunnel',
    title: 'stunnel',
    after: 'time',
    timeLike: /^\d{4}\.\d\d\.\d\d /,
    starts: 'L',
    pattern: /LOG(?<priority>[0-7])\[(?<thread>[^\]]{1,40})\]: (?<message>[^]*)/,
    source: 'stunnel',
    refine: (draft) => {
      draft.level = syslogLevel(Number(draft.fields['priority']));
      return Reflect.deleteProperty(draft.fields, 'priority');
    },
    samples: [
      {
        line: '2026.01.02 03:04:05 LOG3[7]: s_connect: connect 10.0.0.5:443: Connection refused (111)',
        message: 's_connect: connect 10.0.0.5:443: Connection refused (111)',
        level: 'ERROR',
        source: 'stunnel',
        time: '2026-01-02T03:04:05.000Z',
        fields: { thread: '7' },
      },
    ],
  },
  {
    name: 'icecast',
    title: 'Icecast error log',
    after: '[time]',
    starts: 'EWID',
    pattern: /(?<level>EROR|WARN|INFO|DBUG) (?<logger>[\w-]{1,60}\/[\w-]{1,80}) (?<message>[^]*)/,
    source: 'icecast',
    samples: [
      {
        line: '[2026-01-02  03:04:05] WARN format-mp3/format_mp3_get_plugin No metadata',
        message: 'No metadata',
        level: 'WARN',
        source: 'icecast',
        time: '2026-01-02T03:04:05.000Z',
        fields: { logger: 'format-mp3/format_mp3_get_plugin' },
      },
    ],
  },
  {
    name: 'xferlog',
    title: 'xferlog of FTP servers (wu-ftpd, vsftpd, ProFTPD)',
    after: 'time',
    starts: '0123456789',
    pattern:
      /(?<durationS>\d{1,8}) (?<clientIp>[\w.:-]{2,255}) (?<bytes>\d{1,20}) (?<path>\S{1,2000}) (?<transferType>[ab]) [CUT_] (?<direction>[oid]) (?<access>[argx]) (?<user>\S{1,200}) (?<service>\w{1,20}) [01] \S{1,64} (?<state>[ci])$/,
    source: 'ftp',
    refine: (draft) => {
      const verbs = { o: 'download', i: 'upload', d: 'delete' } as const;
      const { direction, path, state } = draft.fields as Record<string, string>;
      const verb = verbs[direction as keyof typeof verbs];
      draft.message = `${verb} of ${path ?? ''} ${state === 'c' ? 'completed' : 'incomplete'}`;
      draft.level = levelOf(state === 'c' ? 'info' : 'warning');
      return true;
    },
    samples: [
      {
        line: 'Fri Jan  2 03:04:05 2026 1 192.0.2.7 512 /pub/a.txt b _ o a guest@example.com ftp 0 * c',
        message: 'download of /pub/a.txt completed',
        level: 'INFO',
        source: 'ftp',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          durationMs: 1000,
          clientIp: '192.0.2.7',
          bytes: 512,
          path: '/pub/a.txt',
          transferType: 'b',
          direction: 'o',
          access: 'a',
          user: 'guest@example.com',
          service: 'ftp',
          state: 'c',
        },
      },
    ],
  },
  {
    name: 'keepalived',
    title: 'keepalived and others with a colon behind the date of ctime',
    after: 'time',
    timeLike: /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}:/,
    starts: '12',
    pattern: /(?<year>\d{4}): (?:(?<level>NOTICE|WARNING|ERROR): )?(?<message>[^]*)/,
    refine: (draft) => {
      // The colon hides the year from those who read times: the one that was assumed may be another.
      const time = new Date(draft.timestamp ?? Number.NaN);
      draft.timestamp = time.setUTCFullYear(Number(draft.fields['year']));
      return !Number.isNaN(draft.timestamp) && Reflect.deleteProperty(draft.fields, 'year');
    },
    samples: [
      {
        line: 'Fri Jan  2 03:04:05 2026: (VI_1) Entering MASTER STATE',
        message: '(VI_1) Entering MASTER STATE',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
]);
