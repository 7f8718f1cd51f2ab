import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** The Java virtual machine and servers that run on it. */
export const JVM_FORMATS = lineFormats('JVM and its servers', [
  {
    name: 'kafka',
    title: 'Kafka broker: [time] LEVEL message (logger)',
    after: '[time]',
    starts: 'TDIWEF',
    pattern:
      /(?<level>[A-Z]{4,5}) (?:(?=\[(?<component>[^\]]{1,200})\]))?(?<message>[^]*?) ?\((?<logger>[\w.$]{3,200})\)(?<stack>(?:\n[^]*)?)$/,
    refine: (draft) => {
      const { stack } = draft.fields;
      // The exception comes behind the logger; what it is called belongs to the message.
      if (typeof stack === 'string') draft.message += stack;
      Reflect.deleteProperty(draft.fields, 'stack');
      return true;
    },
    samples: [
      {
        line: '[2026-01-02 03:04:05,678] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)',
        message: '[KafkaServer id=1] started',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'kafka.server.KafkaServer' },
      },
      {
        line: '[2026-01-02 03:04:05,678] WARN [ReplicaFetcher replicaId=2, leaderId=1, fetcherId=0] Error in response for fetch request (type=FetchRequest) (kafka.server.ReplicaFetcherThread)',
        message:
          '[ReplicaFetcher replicaId=2, leaderId=1, fetcherId=0] Error in response for fetch request (type=FetchRequest)',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'kafka.server.ReplicaFetcherThread' },
      },
    ],
  },
  {
    name: 'zookeeper',
    title: 'ZooKeeper server log',
    after: 'time',
    starts: '[-',
    pattern:
      /(?:\[myid:(?<myid>[^\]]{0,20})\] )?- (?<level>[A-Z]{4,5}) {1,2}\[(?<thread>[^@\n]{1,250})@(?<lineNumber>\d{1,6})\] - (?<message>[^]*)/,
    source: 'zookeeper',
    refine: ({ fields }) => {
      // "thread:Logger": the thread may hold colons itself.
      const name = textOf(fields['thread']);
      const colon = name.lastIndexOf(':');
      if (colon > 0) fields['thread'] = name.slice(0, colon);
      fields['logger'] = name.slice(colon + 1);
      return true;
    },
    samples: [
      {
        line: '2026-01-02 03:04:05,678 [myid:1] - INFO  [main:QuorumPeer@1123] - tickTime set to 2000',
        message: 'tickTime set to 2000',
        level: 'INFO',
        source: 'zookeeper',
        time: '2026-01-02T03:04:05.678Z',
        fields: { myid: '1', thread: 'main', lineNumber: 1123, logger: 'QuorumPeer' },
      },
      {
        line: '2026-01-02 03:04:05,678 - WARN  [SendWorker:188978561024:QuorumCnxManager$SendWorker@679] - Interrupted while waiting for message on queue',
        message: 'Interrupted while waiting for message on queue',
        level: 'WARN',
        source: 'zookeeper',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'SendWorker:188978561024', lineNumber: 679, logger: 'QuorumCnxManager$SendWorker' },
      },
    ],
  },
  {
    name: 'java-exception',
    title: 'Java exception printed without a logger',
    starts: 'Eabcdefghijklmnopqrstuvwxyz',
    pattern:
      /(?:Exception in thread "(?<thread>[^"\n]{1,160})" )?(?<message>(?<errorType>[a-z]\w{0,40}(?:\.[\w$]{1,100}){1,12})(?:(?:: [^\n]*)?\n\s{1,8}(?:at|\.\.\.) [^]*|(?<=Error|Exception)(?:: [^\n]*)?(?:\nDumping heap to [^]*)?$))/,
    source: 'java',
    refine: (draft) => {
      draft.level = { text: 'ERROR', number: 17 };
      return true;
    },
    samples: [
      {
        line: 'Exception in thread "main" java.lang.IllegalStateException: queue closed\n\tat com.acme.App.main(App.java:7)',
        message: 'java.lang.IllegalStateException: queue closed',
        level: 'ERROR',
        source: 'java',
        fields: {
          stack: '\tat com.acme.App.main(App.java:7)',
          thread: 'main',
          errorType: 'java.lang.IllegalStateException',
        },
      },
    ],
  },
  {
    name: 'java-gc',
    title: 'JVM unified logging (-Xlog)',
    starts: '[',
    pattern:
      /(?=\[\d)(?:\[(?<time>\d{4}-\d\d-\d\dT[\d:.,]{8,14}[+-]\d{4})\])?(?:\[(?<uptimeSeconds>\d{1,10}[.,]\d{1,6})s\])?(?:\[(?<pid>\d{1,10})\](?:\[(?<tid>\d{1,10})\])?)?\[(?<level>[a-z]{4,7}) {0,4}\]\[(?<tags>[a-z\d,+_]{2,80}) {0,30}\] (?<message>[^]*)/,
    source: 'jvm',
    samples: [
      {
        line: '[2026-01-02T03:04:05.678+0000][12.345s][info][gc] GC(7) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 2.345ms',
        message: 'GC(7) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 2.345ms',
        level: 'INFO',
        source: 'jvm',
        time: '2026-01-02T03:04:05.678Z',
        fields: { uptimeSeconds: 12.345, tags: 'gc' },
      },
      {
        line: '[0.005s][warning][cds] Archived non-system classes are disabled',
        message: 'Archived non-system classes are disabled',
        level: 'WARNING',
        source: 'jvm',
        fields: { uptimeSeconds: 0.005, tags: 'cds' },
      },
    ],
  },
  {
    name: 'jvm-fatal',
    title: 'JVM that crashed, the lines joined',
    starts: '#',
    pattern: /#\n# (?<message>A fatal error has been detected by the Java Runtime Environment:)\n(?<stack>[^]*)/,
    source: 'jvm',
    refine: (draft) => {
      const lines = textOf(draft.fields['stack'] ?? '')
        .split('\n', 8)
        .map((line) => line.replace(/^# {0,2}/, '').trim());
      draft.message = [draft.message, ...lines.filter((line) => line !== '').slice(0, 2)].join(' ');
      draft.level = { text: 'FATAL', number: 21 };
      return true;
    },
    samples: [
      {
        line: '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f2b1c0a3e10, pid=4711, tid=4712\n#\n# JRE version: OpenJDK Runtime Environment (17.0.9+9)',
        message:
          'A fatal error has been detected by the Java Runtime Environment: SIGSEGV (0xb) at pc=0x00007f2b1c0a3e10, pid=4711, tid=4712 JRE version: OpenJDK Runtime Environment (17.0.9+9)',
        level: 'FATAL',
        source: 'jvm',
        fields: {
          stack:
            '#\n#  SIGSEGV (0xb) at pc=0x00007f2b1c0a3e10, pid=4711, tid=4712\n#\n# JRE version: OpenJDK Runtime Environment (17.0.9+9)',
        },
      },
    ],
  },
  {
    name: 'weblogic',
    title: 'Oracle WebLogic Server log',
    starts: '<#',
    pattern:
      /(?:#{4}<(?<time>[^>]{10,60})>|<(?<clock>[^>]{10,60})>) <(?<level>[A-Z][a-z]{3,9})> <(?<subsystem>[^>]{1,60})> (?:<[^>]{0,260}> ){0,8}<(?<errorCode>BEA-\d{6}|WL-\d{6})> (?:<[^>]{0,100}> )?<(?<message>[^]*)>/,
    source: 'weblogic',
    refine: (draft, context) => {
      const { clock } = draft.fields;
      if (typeof clock === 'string') draft.timestamp = context.leadingTime(clock, 0)?.ms ?? null;
      return Reflect.deleteProperty(draft.fields, 'clock');
    },
    samples: [
      {
        line: '<Jan 2, 2026 3:04:05 PM UTC> <Warning> <Security> <BEA-090504> <Certificate chain failed hostname verification check>',
        message: 'Certificate chain failed hostname verification check',
        level: 'WARNING',
        source: 'weblogic',
        time: '2026-01-02T15:04:05.000Z',
        fields: { subsystem: 'Security', errorCode: 'BEA-090504' },
      },
    ],
  },
]);
