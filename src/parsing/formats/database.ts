import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

const ERROR_CODE_AT_END = /\(errno: (\d{1,6})|\[(MY-\d{6})\]/;

/** Databases and search engines. Those that write JSON are read by the JSON parser. */
export const DATABASE_FORMATS = lineFormats('Databases', [
  {
    name: 'postgresql',
    title: 'PostgreSQL server log with a log_line_prefix that starts with a time (%m or %t) and holds [%p]',
    after: 'time',
    starts: '[',
    pattern:
      /\[(?<pid>\d{1,10})\](?:-\d{1,10})?:? ?(?:\[\d{1,10}(?:-\d{1,10})?\] )?(?:(?:user=)?(?<user>[\w.$[\]-]{1,64})?(?:@|,\s?db=|,database=)(?<database>[\w.$[\]-]{0,64}))?(?:,app=(?<application>[^,:]{0,64}))?(?:,client=(?<clientIp>[\w.:[\]-]{0,64}))?(?: (?!STATEMENT:)(?<host>[\w.-]{1,255}(?:\(\d{1,5}\))?))?:?\s{1,4}(?:(?<errorCode>[0-9A-Z]{5})[: ] ?)?(?<level>LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?|DETAIL|HINT|STATEMENT|CONTEXT|QUERY|LOCATION):\s{1,2}(?<message>[^]*)/,
    levels: { DETAIL: 'info', HINT: 'info', CONTEXT: 'info', QUERY: 'info', LOCATION: 'info' },
    source: 'postgresql',
    refine: ({ message, fields }) => {
      const peer = /^([\d.]{7,15}|[\da-fA-F:]{2,45})\((\d{1,5})\)$/.exec(textOf(fields['host'] ?? ''));
      if (peer !== null) {
        Object.assign(fields, { clientIp: peer[1] ?? '', clientPort: Number(peer[2]) });
        Reflect.deleteProperty(fields, 'host');
      }
      const duration = /^duration: (\d{1,12}\.\d{1,6}) ms/.exec(message);
      if (duration !== null) fields['durationMs'] = Number(duration[1]);
      return true;
    },
    samples: [
      {
        line: '2026-01-02 03:04:05.678 UTC [1234] LOG:  database system is ready to accept connections',
        message: 'database system is ready to accept connections',
        level: 'LOG',
        source: 'postgresql',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1234 },
      },
      {
        line: '2026-01-02 03:04:05.678 CET [1234] app@shop ERROR:  duplicate key value violates unique constraint "orders_pkey"',
        message: 'duplicate key value violates unique constraint "orders_pkey"',
        level: 'ERROR',
        source: 'postgresql',
        time: '2026-01-02T02:04:05.678Z',
        fields: { pid: 1234, user: 'app', database: 'shop' },
      },
      {
        line: '2026-01-02 03:04:05 UTC [1234]: [3-1] user=app,db=shop,app=psql,client=192.0.2.7 LOG:  duration: 2003.122 ms  statement: SELECT pg_sleep(2)',
        message: 'duration: 2003.122 ms  statement: SELECT pg_sleep(2)',
        level: 'LOG',
        source: 'postgresql',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          pid: 1234,
          user: 'app',
          database: 'shop',
          application: 'psql',
          clientIp: '192.0.2.7',
          durationMs: 2003.122,
        },
      },
    ],
  },
  {
    name: 'postgresql-csvlog',
    title: 'PostgreSQL with log_destination csvlog',
    after: 'time',
    starts: ',',
    pattern:
      /,(?:"(?<user>[^"]{0,64})")?,(?:"(?<database>[^"]{0,64})")?,(?<pid>\d{1,10}),(?:"(?<client>[^"]{0,100})")?,(?<session>[\da-f.]{3,30}),\d{1,10},(?:"(?<command>[^"]{0,64})")?,[^,]{10,40},[^,]{0,30},\d{1,20},(?<level>LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?),(?<errorCode>[0-9A-Z]{5}),"(?<message>(?:[^"]|"")*)"/,
    source: 'postgresql',
    refine: (draft) => {
      draft.message = draft.message.replaceAll('""', '"');
      return true;
    },
    samples: [
      {
        line: '2026-01-02 03:04:05.678 UTC,"app","shop",1234,"192.0.2.7:51000",6957.4d2,3,"SELECT",2026-01-02 03:00:00 UTC,3/12,0,ERROR,42P01,"relation ""orders"" does not exist",,,,,,"SELECT * FROM orders",15,,"psql","client backend",,0',
        message: 'relation "orders" does not exist',
        level: 'ERROR',
        source: 'postgresql',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          user: 'app',
          database: 'shop',
          pid: 1234,
          client: '192.0.2.7:51000',
          session: '6957.4d2',
          command: 'SELECT',
          errorCode: '42P01',
        },
      },
    ],
  },
  {
    name: 'mysql-error',
    title: 'MySQL and MariaDB error log',
    after: 'time',
    starts: '0123456789[',
    pattern:
      /(?:(?<thread>\d{1,20}) |(?<=\d{6} [ \d]\d:\d\d:\d\d ))\[(?<level>System|Note|Warning|Error|ERROR)\] (?:\[(?<errorCode>MY-\d{6})\] )?(?:\[(?<subsystem>\w{1,40})\] )?(?<message>[^]*)/,
    levels: { System: 'notice' },
    types: { thread: 'integer' },
    source: 'mysql',
    refine: ({ message, fields }) => {
      const code = ERROR_CODE_AT_END.exec(message);
      if (code?.[1] !== undefined && fields['errorCode'] === undefined) fields['errorCode'] = code[1];
      return true;
    },
    samples: [
      {
        line: "2026-01-02T03:04:05.678901Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.36'  socket: '/run/mysqld/mysqld.sock'  port: 3306",
        message:
          "/usr/sbin/mysqld: ready for connections. Version: '8.0.36'  socket: '/run/mysqld/mysqld.sock'  port: 3306",
        level: 'NOTICE',
        source: 'mysql',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 0, errorCode: 'MY-010931', subsystem: 'Server' },
      },
      {
        line: "2026-01-02  3:04:05 12 [Warning] Aborted connection 12 to db: 'shop' user: 'app' host: '10.0.0.9' (Got timeout reading communication packets)",
        message:
          "Aborted connection 12 to db: 'shop' user: 'app' host: '10.0.0.9' (Got timeout reading communication packets)",
        level: 'WARNING',
        source: 'mysql',
        time: '2026-01-02T03:04:05.000Z',
        fields: { thread: 12 },
      },
      {
        line: "130527  9:28:44 [ERROR] /usr/sbin/mysqld: Can't open file: './shop/orders.frm' (errno: 24)",
        message: "/usr/sbin/mysqld: Can't open file: './shop/orders.frm' (errno: 24)",
        level: 'ERROR',
        source: 'mysql',
        time: '2013-05-27T09:28:44.000Z',
        fields: { errorCode: '24' },
      },
    ],
  },
  {
    name: 'mysql-general',
    title: 'MySQL and MariaDB general query log; MariaDB writes the time only when it changes',
    starts: '0123456789\t',
    pattern:
      /(?:(?<time>\d{6} [ \d]\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]{8,15}(?:Z|[+-]\d\d:\d\d))\t|\t\t) {0,8}(?<connection>\d{1,20}) (?<command>[A-Z][A-Za-z]{2,14}(?: [A-Za-z]{2,12}){0,2})(?:\t(?<message>[^]*)|$)/,
    source: 'mysql',
    refine: (draft) => {
      const { command } = draft.fields;
      draft.message = `${textOf(command ?? '')} ${draft.message}`.trimEnd();
      const denied = /^Connect Access denied for user '([^']{0,80})'@'([^']{0,255})'/.exec(draft.message);
      if (denied !== null) Object.assign(draft.fields, { user: denied[1] ?? '', host: denied[2] ?? '' });
      return true;
    },
    samples: [
      {
        line: '260102  3:04:05\t    12 Query\tSELECT * FROM orders',
        message: 'Query SELECT * FROM orders',
        source: 'mysql',
        time: '2026-01-02T03:04:05.000Z',
        fields: { connection: 12, command: 'Query' },
      },
      {
        line: '\t\t    12 Quit\t',
        message: 'Quit',
        source: 'mysql',
        fields: { connection: 12, command: 'Quit' },
      },
    ],
  },
  {
    name: 'mysql-head',
    title: 'Head of the general and slow query logs of MySQL and MariaDB, its lines joined',
    starts: '/m',
    pattern:
      /(?<file>[\w./-]{1,300}), Version: (?<version>[\w.+~-]{1,100}) (?<message>[^\n]{0,200}started with:)\n[^]*/,
    source: 'mysql',
    refine: (draft) => {
      const { file, version } = draft.fields;
      draft.message = `${textOf(file ?? '')} ${textOf(version ?? '')} started`;
      return true;
    },
    samples: [
      {
        line: '/usr/sbin/mariadbd, Version: 10.11.6-MariaDB-log (Debian 12). started with:\nTcp port: 3306  Unix socket: /run/mysqld/mysqld.sock\nTime\t\t    Id Command\tArgument',
        message: '/usr/sbin/mariadbd 10.11.6-MariaDB-log started',
        source: 'mysql',
        fields: { file: '/usr/sbin/mariadbd', version: '10.11.6-MariaDB-log' },
      },
    ],
  },
  {
    name: 'mysql-slow',
    title: 'MySQL slow query log (an entry joined to one event, or its lines)',
    starts: '#',
    pattern:
      /(?:# Time: (?<time>[^\n]{10,40})\n)?(?:# User@Host: (?<user>[^[\n]{0,64})\[[^\]\n]{0,64}\] @ {1,2}(?<host>[^[\n]{0,255}?) ?\[(?<clientIp>[\w.:]{0,45})\][^\n]{0,200}(?:\n|$))?(?:# Thread_id: [^\n]{1,200}\n)?(?:# Query_time: (?<durationS>[\d.]{1,20}) {1,2}Lock_time: (?<lockS>[\d.]{1,20}) {1,2}Rows_sent: (?<rows>\d{1,20}) {1,2}Rows_examined: (?<rowsExamined>\d{1,20})[^\n]{0,2000}(?:\n|$))(?:# [^\n]{1,2000}(?:\n|$)){0,8}(?<message>[^]*)/,
    types: { lockS: 'number' },
    source: 'mysql',
    refine: (draft) => {
      const epoch = /(?:^|\n)SET timestamp=(\d{9,10});/.exec(draft.message.slice(0, 500));
      if (epoch !== null) draft.timestamp ??= Number(epoch[1]) * 1000;
      const statement = draft.message.replace(/^(?:(?:use [^;\n]{1,64}|SET timestamp=\d{1,20});\n)*/i, '');
      draft.message = `slow query: ${statement === '' ? 'statement on another line' : statement}`;
      return true;
    },
    samples: [
      {
        line: "# Time: 2026-01-02T03:04:05.678901Z\n# User@Host: app[app] @ web1 [10.0.0.9]  Id:    12\n# Query_time: 2.005  Lock_time: 0.000002 Rows_sent: 1  Rows_examined: 400000\nSET timestamp=1767323045;\nSELECT * FROM orders WHERE note LIKE '%x%';",
        message: "slow query: SELECT * FROM orders WHERE note LIKE '%x%';",
        source: 'mysql',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          user: 'app',
          host: 'web1',
          clientIp: '10.0.0.9',
          durationMs: 2005,
          lockS: 0.000002,
          rows: 1,
          rowsExamined: 400000,
        },
      },
    ],
  },
  {
    name: 'mongodb',
    title: 'MongoDB 3.0 to 4.2 text log',
    after: 'time',
    starts: 'FEWID',
    pattern:
      /(?<level>[FEWI]|D[1-5]?) {1,2}(?<component>[A-Z_]{1,10}|-) {1,12}\[(?<thread>[^\]]{1,100})\] (?<message>[^]*)/,
    source: 'mongodb',
    refine: ({ message, fields }) => {
      const duration = / (\d{1,12})ms$/.exec(message.slice(-20));
      if (duration !== null) fields['durationMs'] = Number(duration[1]);
      return true;
    },
    samples: [
      {
        line: '2026-01-02T03:04:05.678+0000 I NETWORK  [conn1] received client metadata from 127.0.0.1:40112 conn1',
        message: 'received client metadata from 127.0.0.1:40112 conn1',
        level: 'INFO',
        source: 'mongodb',
        time: '2026-01-02T03:04:05.678Z',
        fields: { component: 'NETWORK', thread: 'conn1' },
      },
      {
        line: '2026-01-02T03:04:05.678+0000 I COMMAND  [conn7] command shop.orders command: find { find: "orders" } planSummary: COLLSCAN docsExamined:400000 protocol:op_msg 1234ms',
        message:
          'command shop.orders command: find { find: "orders" } planSummary: COLLSCAN docsExamined:400000 protocol:op_msg 1234ms',
        level: 'INFO',
        source: 'mongodb',
        time: '2026-01-02T03:04:05.678Z',
        fields: { component: 'COMMAND', thread: 'conn7', durationMs: 1234 },
      },
    ],
  },
  {
    name: 'redis',
    title: 'Redis and Valkey server log',
    after: 'no time',
    starts: '123456789',
    pattern:
      /(?<pid>\d{1,10}):(?<role>[XCSM]) (?<time>\d{1,2} \p{L}{3,5}\.? (?:\d{4} )?[\d:]{8}\.\d{3}) (?<level>[.*#-]) (?<message>[^]*)/u,
    levels: { '.': 'debug', '-': 'verbose', '*': 'notice', '#': 'warning' },
    source: 'redis',
    samples: [
      {
        line: '1:M 02 Jan 2026 03:04:05.678 * Ready to accept connections tcp',
        message: 'Ready to accept connections tcp',
        level: 'NOTICE',
        source: 'redis',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 1, role: 'M' },
      },
      {
        line: '17:C 02 Jan 2026 03:04:05.678 # Failed opening the temp RDB file temp-17.rdb for saving: No space left on device',
        message: 'Failed opening the temp RDB file temp-17.rdb for saving: No space left on device',
        level: 'WARNING',
        source: 'redis',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 17, role: 'C' },
      },
    ],
  },
]);
