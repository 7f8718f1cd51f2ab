import { lineFormats } from '../line-format';

/** Levels of java.util.logging as the JDK translates them to German, French, Spanish, Italian and Portuguese. */
const LOCALIZED = {
  ...{ SCHWERWIEGEND: 'severe', WARNUNG: 'warning', KONFIGURATION: 'config', FEIN: 'fine', FEINER: 'finer' },
  ...{ GRAVE: 'severe', AVERTISSEMENT: 'warning', INFOS: 'info', ADVERTENCIA: 'warning', INFORMACIÓN: 'info' },
  ...{ AVVERTENZA: 'warning', INFORMAZIONI: 'info', ADVERTÊNCIA: 'warning', INFORMAÇÕES: 'info' },
};

/** Loggers of the Java world. */
export const JAVA_FORMATS = lineFormats('Java loggers', [
  {
    name: 'spring-boot',
    title: 'Spring Boot console (Logback)',
    after: 'time',
    starts: 'TDIWEF',
    pattern:
      /(?<level>[A-Z]{4,5}) {1,2}(?<pid>\d{1,10}) --- (?:\[(?<application>[^\]]{0,80})\] )?\[ {0,40}(?<thread>[^\]]{1,120})\] (?:\[(?<traceId>[\da-f]{0,32})-?(?<spanId>[\da-f]{0,16})\] )?(?<logger>[\w.$[\]/-]{1,120}) {0,40}: (?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02T03:04:05.678+01:00  INFO 12345 --- [           main] c.e.shop.ShopApplication                 : Started ShopApplication in 2.345 seconds (process running for 2.7)',
        message: 'Started ShopApplication in 2.345 seconds (process running for 2.7)',
        level: 'INFO',
        time: '2026-01-02T02:04:05.678Z',
        fields: { pid: 12345, thread: 'main', logger: 'c.e.shop.ShopApplication' },
      },
      {
        line: '2026-01-02 03:04:05.678 ERROR 12345 --- [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : Servlet.service() for servlet [dispatcherServlet] threw exception',
        message: 'Servlet.service() for servlet [dispatcherServlet] threw exception',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 12345, thread: 'nio-8080-exec-1', logger: 'o.a.c.c.C.[.[.[/].[dispatcherServlet]' },
      },
    ],
  },
  {
    name: 'logback',
    title: 'Logback default pattern: time [thread] LEVEL logger - message',
    after: 'time',
    starts: '[',
    pattern:
      /\[(?<thread>[^\]]{1,160})\] (?<level>[A-Z]{4,5}) {1,2}(?<logger>[\w.$[\]/-]{1,250})(?: {1,40}(?:--?|:)|(?<=\.\w{1,100}):) (?<message>[^]*)/,
    samples: [
      {
        line: '03:04:05.678 [main] DEBUG com.acme.shop.Cart - added 3 items',
        message: 'added 3 items',
        level: 'DEBUG',
        time: '2026-06-15T03:04:05.678Z',
        fields: { thread: 'main', logger: 'com.acme.shop.Cart' },
      },
      {
        line: '2026-01-02 03:04:05,678 [pool-2-thread-7] WARN com.acme.Job - slow',
        message: 'slow',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'pool-2-thread-7', logger: 'com.acme.Job' },
      },
      {
        line: '03:04:05.678 [main] WARN com.acme.shop.Cart -- slow',
        message: 'slow',
        level: 'WARN',
        time: '2026-06-15T03:04:05.678Z',
        fields: { thread: 'main', logger: 'com.acme.shop.Cart' },
      },
    ],
  },
  {
    name: 'log4j',
    title: 'Log4j pattern: time LEVEL [thread] logger - message (and [context], logger:line, (file:line))',
    after: 'time',
    starts: 'TDIWEFAO',
    pattern:
      /(?<level>[A-Z]{4,5}) {1,2}\[(?<thread>[^\]]{1,160})\] (?:\[(?<context>[^\]]{0,200})\] )?(?<logger>[A-Za-z_][\w.$/-]{0,250})(?::(?<lineNumber>\d{1,6})| \((?<file>[\w$.-]{1,100}:\d{1,6})\))?(?: {1,40}[-:]|(?<=\.\w{1,100}):) (?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02 03:04:05,678 ERROR [http-nio-8080-exec-4] com.acme.pay.Gateway - charge 8812 failed: timeout',
        message: 'charge 8812 failed: timeout',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'http-nio-8080-exec-4', logger: 'com.acme.pay.Gateway' },
      },
      {
        line: '2026-01-02 03:04:05,678 INFO [worker-3] com.acme.OrderService: order 77 processed in 12 ms',
        message: 'order 77 processed in 12 ms',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'worker-3', logger: 'com.acme.OrderService' },
      },
      {
        line: '2026-01-02 03:04:05,678 WARN  [main] [req-7] Cart (Cart.java:42) - slow',
        message: 'slow',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'main', context: 'req-7', logger: 'Cart', file: 'Cart.java:42' },
      },
    ],
  },
  {
    name: 'jboss',
    title: 'WildFly, JBoss and Quarkus: time LEVEL [logger] (thread) message',
    after: 'time',
    starts: 'TDIWEF',
    pattern:
      /(?<level>[A-Z]{4,5}) {1,2}\[(?<logger>[\w.$/-]{1,250})\] \((?<thread>[^)]{1,160})\) (?:(?<errorCode>[A-Z]{3,12}\d{4,8}): )?(?<message>[^]*)/,
    samples: [
      {
        line: '2026-01-02 03:04:05,678 INFO  [org.jboss.as.server] (Controller Boot Thread) WFLYSRV0025: WildFly started in 1234ms',
        message: 'WildFly started in 1234ms',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'org.jboss.as.server', thread: 'Controller Boot Thread', errorCode: 'WFLYSRV0025' },
      },
    ],
  },
  {
    name: 'log4j-short',
    title: 'Log4j pattern of Hadoop, HDFS, Hive, HBase, Spark: time LEVEL logger: message',
    after: 'time',
    starts: '0123456789TDIWEF[',
    pattern:
      /(?:(?<tid>\d{1,10}) |\[(?<thread>[^\]]{1,160})\] )?(?<level>[A-Z]{4,5}) {1,2}(?:\[(?<thread2>[^\]]{1,160})\] )?(?<logger>[A-Za-z_]\w{0,60}(?:[.$]\w{1,100}){1,20}):{1,2} (?<message>[^]*)/,
    refine: ({ fields }) => {
      const { thread2 } = fields;
      if (thread2 !== undefined) fields['thread'] = thread2;
      return Reflect.deleteProperty(fields, 'thread2');
    },
    samples: [
      {
        line: '081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865049064139660 terminating',
        message: 'PacketResponder 1 for block blk_38865049064139660 terminating',
        level: 'INFO',
        time: '2008-11-09T20:36:15.000Z',
        fields: { tid: 148, logger: 'dfs.DataNode$PacketResponder' },
      },
      {
        line: '17/06/09 20:10:40 INFO executor.CoarseGrainedExecutorBackend: Registered signal handlers for [TERM, HUP, INT]',
        message: 'Registered signal handlers for [TERM, HUP, INT]',
        level: 'INFO',
        time: '2017-06-09T20:10:40.000Z',
        fields: { logger: 'executor.CoarseGrainedExecutorBackend' },
      },
      {
        line: '2026-01-02 03:04:05,678 WARN org.apache.hadoop.hdfs.server.namenode.FSNamesystem: Not enough space on 10.0.0.5',
        message: 'Not enough space on 10.0.0.5',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'org.apache.hadoop.hdfs.server.namenode.FSNamesystem' },
      },
    ],
  },
  {
    name: 'java-util-logging',
    title: 'java.util.logging SimpleFormatter (its two lines joined) and its second line',
    after: 'time',
    starts: '',
    pattern: /(?<logger>[A-Za-z_][\w.$]{0,250}) (?<method>[\w$<>]{1,120})\n(?<level>\p{Lu}{4,13}): (?<message>[^]*)/u,
    levels: LOCALIZED,
    refine: ({ fields }) => {
      fields['function'] = fields['method'] ?? '';
      return Reflect.deleteProperty(fields, 'method');
    },
    samples: [
      {
        line: 'Jan 02, 2026 3:04:05 PM com.acme.App main\nWARNING: cache is cold',
        message: 'cache is cold',
        level: 'WARNING',
        time: '2026-01-02T15:04:05.000Z',
        fields: { logger: 'com.acme.App', function: 'main' },
      },
    ],
  },
  {
    name: 'slf4j-simple',
    title: 'SLF4J SimpleLogger: [thread] LEVEL logger - message',
    starts: '[',
    pattern:
      /\[(?<thread>[^\]]{1,160})\] (?<level>TRACE|DEBUG|INFO|WARN|ERROR) (?<logger>[A-Za-z_][\w.$]{0,250}) - (?<message>[^]*)/,
    samples: [
      {
        line: '[main] INFO com.acme.App - listening on port 8080',
        message: 'listening on port 8080',
        level: 'INFO',
        fields: { thread: 'main', logger: 'com.acme.App' },
      },
    ],
  },
]);
