import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** Go and Rust. Those that write logfmt or JSON are read by those parsers. */
export const GO_RUST_FORMATS = lineFormats('Go and Rust', [
  {
    name: 'glog',
    title: 'glog and klog (Kubernetes components, TensorFlow, gRPC)',
    starts: 'IWEF',
    pattern:
      /(?<level>[IWEF])(?<time>\d{4} [\d:]{8}\.\d{6}) {1,7}(?<tid>\d{1,20}) (?<file>[\w./+-]{1,200}):(?<lineNumber>\d{1,6})\] (?<message>[^]*)/,
    samples: [
      {
        line: 'E0102 03:04:05.678901    1234 reflector.go:138] Failed to watch *v1.Pod: unknown (get pods)',
        message: 'Failed to watch *v1.Pod: unknown (get pods)',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { tid: 1234, file: 'reflector.go', lineNumber: 138 },
      },
      {
        line: 'I0102 03:04:05.678901       1 controller.go:42] "Starting controller" name="hpa"',
        message: '"Starting controller" name="hpa"',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { tid: 1, file: 'controller.go', lineNumber: 42 },
      },
    ],
  },
  {
    name: 'zap-console',
    title: 'zap console encoder (tab separated)',
    after: 'time',
    starts: 'DIWEPF',
    pattern:
      /(?<level>[A-Za-z]{4,6})\t(?:(?<logger>[\w./-]{1,120})\t)?(?:(?<file>[\w./@-]{1,250}):(?<lineNumber>\d{1,6})\t)?(?<message>[^\t\n]*)(?:\t(?<attributes>\{[^\n]*\}))?(?<stack>(?:\n[^]*)?)$/,
    refine: (draft) => {
      const { stack } = draft.fields;
      if (typeof stack === 'string') draft.message += stack;
      return Reflect.deleteProperty(draft.fields, 'stack');
    },
    samples: [
      {
        line: '2026-01-02T03:04:05.678Z\tERROR\tcontroller.pods\tcontroller/controller.go:114\tReconciler error\t{"name": "web", "error": "conflict"}',
        message: 'Reconciler error',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          logger: 'controller.pods',
          file: 'controller/controller.go',
          lineNumber: 114,
          attributes: '{"name": "web", "error": "conflict"}',
        },
      },
    ],
  },
  {
    name: 'hclog',
    title: 'hclog (Consul, Nomad, Vault, Terraform)',
    after: 'time',
    timeLike: /^\d{4}[-/]\d\d[-/]\d\d[T ][\d:.]{8,20}(?:Z|[+-]\d\d| \[)/,
    starts: '[',
    pattern: /\[(?<level>TRACE|DEBUG|INFO|WARN|ERROR)\] {1,2}(?<logger>[\w./-]{1,80}): (?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02T03:04:05.678Z [WARN]  agent.server.raft: heartbeat timeout reached, starting election: last-leader-addr=10.0.0.5:8300',
        message: 'heartbeat timeout reached, starting election: last-leader-addr=10.0.0.5:8300',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'agent.server.raft' },
      },
    ],
  },
  {
    name: 'logrus',
    title: 'logrus on a terminal',
    starts: 'DIWEFPT',
    pattern:
      /(?<level>DEBU|INFO|WARN|ERRO|FATA|PANI|TRAC)\[(?:(?<uptimeSeconds>\d{4,9})|(?<time>\d{4}-[^\]]{12,40}))\] ?(?<message>[^]*)/,
    levels: { DEBU: 'debug', ERRO: 'error', FATA: 'fatal', PANI: 'panic', TRAC: 'trace' },
    samples: [
      {
        line: 'ERRO[0012] cannot reach backend                          error="dial tcp: timeout" host=db',
        message: 'cannot reach backend                          error="dial tcp: timeout" host=db',
        level: 'ERROR',
        fields: { uptimeSeconds: 12 },
      },
    ],
  },
  {
    name: 'zerolog-console',
    title: 'zerolog ConsoleWriter',
    starts: '0123456789',
    pattern:
      /(?<clock>\d{1,2}:\d\d[AP]M) (?:(?<level>TRC|DBG|INF|WRN|ERR|FTL|PNC)|\?\?\?) (?:(?<file>[\w./@-]{1,250}\.go):(?<lineNumber>\d{1,6}) > )?(?<message>[^]*)/,
    levels: { PNC: 'panic' },
    samples: [
      {
        line: '3:04PM WRN disk almost full free=7',
        message: 'disk almost full free=7',
        level: 'WRN',
        fields: { clock: '3:04PM' },
      },
    ],
  },
  {
    name: 'go-slog',
    title: 'Go slog default handler',
    after: 'time',
    timeLike: /^\d{4}\//,
    starts: 'DIWE',
    pattern: /(?<level>DEBUG|INFO|WARN|ERROR)(?:[+-]\d{1,2})? (?<message>[^]*)/,
    samples: [
      {
        line: '2026/01/02 03:04:05 WARN cache miss key=user:7',
        message: 'cache miss key=user:7',
        level: 'WARN',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'go-log',
    title: 'Go standard library log, with or without file and line',
    after: 'time',
    timeLike: /^\d{4}\/\d\d\/\d\d \d/,
    starts: '',
    // A level word in front is somebody else's way of writing: the plain parser reads it.
    pattern:
      /(?![[({<|-]|(?:trace|debug|info|notice|warn|warning|err|error|crit|critical|fatal|panic)\b[:\]|]?\s)(?:(?<file>[\w./@-]{1,250}\.go):(?<lineNumber>\d{1,6}): )?(?<message>[^]*)/i,
    samples: [
      {
        line: '2026/01/02 03:04:05 main.go:17: listening on :8080',
        message: 'listening on :8080',
        time: '2026-01-02T03:04:05.000Z',
        fields: { file: 'main.go', lineNumber: 17 },
      },
      {
        line: '2026/01/02 03:04:05 http: TLS handshake error from 192.0.2.7:51000: EOF',
        message: 'http: TLS handshake error from 192.0.2.7:51000: EOF',
        time: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
  {
    name: 'rust-env-logger',
    title: 'Rust env_logger',
    starts: '[',
    pattern:
      /\[(?<time>\d{4}-\d\d-\d\dT[\d:.]{8,18}Z) (?<level>TRACE|DEBUG|INFO|WARN|ERROR) {1,2}(?<logger>[\w:-]{1,160})\] (?<message>[^]*)/,
    samples: [
      {
        line: '[2026-01-02T03:04:05Z WARN  shop::stock] only 3 left of item 77',
        message: 'only 3 left of item 77',
        level: 'WARN',
        time: '2026-01-02T03:04:05.000Z',
        fields: { logger: 'shop::stock' },
      },
    ],
  },
  {
    name: 'rust-tracing',
    title: 'Rust tracing-subscriber',
    after: 'time',
    starts: 'TDIWE',
    pattern:
      /(?<level>TRACE|DEBUG|INFO|WARN|ERROR) (?:(?<span>[\w:]{1,80}\{[^}]{0,400}\}(?::[\w:]{1,80}\{[^}]{0,400}\}){0,4}): )?(?<logger>\w{1,80}(?:::\w{1,80}){1,8}): (?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02T03:04:05.678901Z  WARN request{id=7}: shop::stock: only 3 left item=77',
        message: 'only 3 left item=77',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { span: 'request{id=7}', logger: 'shop::stock' },
      },
    ],
  },
  {
    name: 'zerolog-time',
    title: 'zerolog ConsoleWriter with a full time',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\dT/,
    starts: 'TDIWEFP?',
    pattern:
      /(?:(?<level>TRC|DBG|INF|WRN|ERR|FTL|PNC)|\?\?\?) (?:(?<file>[\w./@-]{1,250}\.go):(?<lineNumber>\d{1,6}) > )?(?<message>[^]*)/,
    levels: { PNC: 'panic' },
    samples: [
      {
        line: '2026-01-02T03:04:05Z WRN store/disk.go:42 > disk almost full free=7',
        message: 'disk almost full free=7',
        level: 'WRN',
        time: '2026-01-02T03:04:05.000Z',
        fields: { file: 'store/disk.go', lineNumber: 42 },
      },
    ],
  },
  {
    name: 'go-log-prefix',
    title: 'Go standard library log with a prefix',
    after: 'no time',
    starts: '[abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
    pattern:
      /\[?(?<logger>[\w.-]{0,39}[A-Za-z_])(?:\]:? |: ?|)(?<time>\d{4}\/\d\d\/\d\d [\d:]{8}(?:\.\d{6})?) (?:(?<file>[\w./@-]{1,250}\.go):(?<lineNumber>\d{1,6}): )?(?:(?<level>DEBUG|INFO|WARN|WARNING|ERROR): )?(?<message>[^]*)/,
    samples: [
      {
        line: 'shop: 2026/01/02 03:04:05.678901 main.go:17: listening on :8080',
        message: 'listening on :8080',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop', file: 'main.go', lineNumber: 17 },
      },
    ],
  },
  {
    name: 'go-panic',
    title: 'Go panic and other fatal errors with their goroutines',
    starts: 'pfrg',
    pattern:
      /(?:panic|fatal error|runtime): (?<message>[^]*(?:\ngoroutine \d|\n\[signal |\nruntime stack:|\npanic: )[^]*)/,
    source: 'go',
    refine: (draft) => {
      draft.level = { text: 'PANIC', number: 21 };
      return true;
    },
    samples: [
      {
        line: 'panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x139',
        message: 'assignment to entry in nil map',
        level: 'PANIC',
        source: 'go',
        fields: { stack: 'goroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x139' },
      },
    ],
  },
  {
    name: 'glog-header',
    title: 'Head of the files of glog, its lines joined',
    starts: 'L',
    pattern: /Log file created at: (?<time>\d{4}\/\d\d\/\d\d [\d:]{8})(?<rest>[^]*)/,
    refine: (draft) => {
      draft.message = 'Log file created';
      const host = /\nRunning on machine: (\S{1,255})/.exec(textOf(draft.fields['rest'] ?? ''));
      if (host !== null) draft.fields['host'] = host[1] ?? '';
      return Reflect.deleteProperty(draft.fields, 'rest');
    },
    samples: [
      {
        line: 'Log file created at: 2026/01/02 03:04:05\nRunning on machine: web-1\nLog line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg',
        message: 'Log file created',
        time: '2026-01-02T03:04:05.000Z',
        fields: { host: 'web-1' },
      },
    ],
  },
]);
