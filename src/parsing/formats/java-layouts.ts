import { lineFormats } from '../line-format';

const LEVELS = 'TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL';

/** Layouts of Java's loggers that frameworks and manuals recommend, and what the loggers say of themselves. */
export const JAVA_LAYOUT_FORMATS = lineFormats('Java layouts and servers', [
  {
    name: 'logback-logger',
    title: 'Logback and Log4j without a thread: time LEVEL logger - message (and logger.method:line)',
    after: 'time',
    starts: 'TDIWEF',
    pattern: new RegExp(
      `(?<level>${LEVELS}) {1,2}(?<logger>[A-Za-z_][\\w$]{0,60}(?:[.$][\\w$<>]{1,100}){1,20})(?::(?<lineNumber>\\d{1,6}))? {1,40}- (?<message>[^]*)`,
    ),
    samples: [
      {
        line: '2026-01-02 03:04:05.678 ERROR com.acme.pay.Gateway.charge:42 - charge 7 failed',
        message: 'charge 7 failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'com.acme.pay.Gateway.charge', lineNumber: 42 },
      },
    ],
  },
  {
    name: 'play',
    title: 'Play Framework: time [LEVEL] from logger in thread - message',
    after: 'time',
    starts: '[',
    pattern: new RegExp(
      `\\[(?<level>${LEVELS})\\] from (?<logger>[\\w.$-]{1,250}) in (?<thread>[^\\n]{1,160}?) - (?<message>[^]*)`,
    ),
    samples: [
      {
        line: '2026-01-02 03:04:05,678 [WARN] from shop.Cart in play-dispatcher-7 - slow',
        message: 'slow',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop.Cart', thread: 'play-dispatcher-7' },
      },
    ],
  },
  {
    name: 'dropwizard',
    title: 'Dropwizard and Cassandra tools: LEVEL [time] logger: message',
    starts: 'TDIWEFC',
    pattern: new RegExp(
      `(?<level>${LEVELS}) {1,2}\\[(?<time>\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,]{8,18}(?:Z|[+-]\\d\\d:?\\d\\d)?)\\] (?:\\[(?<thread>[^\\]]{1,160})\\] )?(?<logger>[\\w.$-]{1,250}): (?<message>[^]*)`,
    ),
    samples: [
      {
        line: 'INFO  [2026-01-02 03:04:05,678] org.eclipse.jetty.server.Server: Started @1500ms',
        message: 'Started @1500ms',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'org.eclipse.jetty.server.Server' },
      },
    ],
  },
  {
    name: 'log4j-ttcc',
    title: 'Log4j TTCC layout: milliseconds [thread] LEVEL logger - message',
    after: 'no time',
    starts: '0123456789',
    pattern: new RegExp(
      `(?<elapsedMs>\\d{1,12}) {1,8}\\[(?<thread>[^\\]]{1,160})\\] (?<level>${LEVELS}) {1,2}(?<logger>[\\w.$-]{1,250}) (?:(?<context>[^\\n-]{0,200}) )?- (?<message>[^]*)`,
    ),
    types: { elapsedMs: 'integer' },
    samples: [
      {
        line: '1203 [main] WARN com.acme.shop.Cart - slow',
        message: 'slow',
        level: 'WARN',
        fields: { elapsedMs: 1203, thread: 'main', logger: 'com.acme.shop.Cart' },
      },
    ],
  },
  {
    name: 'logback-status',
    title: 'Logback about itself: time |-LEVEL in class - message',
    after: 'time',
    starts: '|',
    pattern: new RegExp(`\\|-(?<level>${LEVELS}) in (?<logger>[\\w.$@()\\[\\]-]{1,250}) - (?<message>[^]*)`),
    samples: [
      {
        line: '03:04:05,678 |-ERROR in ch.qos.logback.core.model.processor.DefaultProcessor - Could not find an appender',
        message: 'Could not find an appender',
        level: 'ERROR',
        time: '2026-06-15T03:04:05.678Z',
        fields: { logger: 'ch.qos.logback.core.model.processor.DefaultProcessor' },
      },
    ],
  },
  {
    name: 'slf4j',
    title: 'SLF4J about itself',
    starts: 'S',
    pattern: /SLF4J(?:\((?<level>[IWED])\))?: (?<message>[^]*)/,
    source: 'slf4j',
    samples: [
      {
        line: 'SLF4J(W): No SLF4J providers were found.',
        message: 'No SLF4J providers were found.',
        level: 'WARNING',
        source: 'slf4j',
      },
    ],
  },
  {
    name: 'jetty',
    title: 'Jetty 9 (StdErrLog): time:LEVEL:logger:thread: message',
    after: 'time',
    starts: ':',
    pattern:
      /:(?<level>DBUG|INFO|WARN|FAIL|IGNORED):(?<logger>[\w.$-]{0,120}):(?<thread>[^:\n]{1,120}): ?(?<message>[^]*)/,
    levels: { IGNORED: 'debug' },
    source: 'jetty',
    samples: [
      {
        line: '2026-01-02 03:04:05.678:WARN:oejs.HttpChannel:qtp1-17: /cart',
        message: '/cart',
        level: 'WARN',
        source: 'jetty',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'oejs.HttpChannel', thread: 'qtp1-17' },
      },
    ],
  },
  {
    name: 'name-level',
    title: 'Python logging and others: time name LEVEL message',
    after: 'time',
    timeLike: /^\d{4}-\d\d-\d\d/,
    starts: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_',
    pattern: new RegExp(
      `(?!(?:${LEVELS})\\b)(?<logger>[A-Za-z_][\\w.-]{0,120}) {1,4}(?<level>${LEVELS}):? {1,4}(?<message>[^]*)`,
    ),
    samples: [
      {
        line: '2026-01-02 03:04:05,678 shop.pay ERROR charge 7 failed',
        message: 'charge 7 failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop.pay' },
      },
    ],
  },
]);
