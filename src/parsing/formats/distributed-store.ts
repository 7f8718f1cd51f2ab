import { lineFormats } from '../line-format';

/** Stores that run on many machines: search engines, column stores, coordination services. */
export const DISTRIBUTED_STORE_FORMATS = lineFormats('Search engines and distributed stores', [
  {
    name: 'elasticsearch',
    title: 'Elasticsearch, OpenSearch and Logstash text log',
    after: '[time]',
    starts: '[',
    pattern:
      /\[(?<level>[A-Z]{4,5}) {0,2}\]\[(?<logger>[\w.$-]{1,120}) {0,40}\](?: ?\[(?<node>[^\]]{1,120})\])? {0,2}(?<message>[^]*)/,
    source: 'elasticsearch',
    samples: [
      {
        line: '[2026-01-02T03:04:05,678][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][12345] overhead, spent [1.3s] collecting in the last [2s]',
        message: '[gc][12345] overhead, spent [1.3s] collecting in the last [2s]',
        level: 'WARN',
        source: 'elasticsearch',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'o.e.m.j.JvmGcMonitorService', node: 'node-1' },
      },
      {
        line: '[2026-01-02T03:04:05,678][INFO ][o.e.n.Node               ] [node-1] started',
        message: 'started',
        level: 'INFO',
        source: 'elasticsearch',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'o.e.n.Node', node: 'node-1' },
      },
    ],
  },
  {
    name: 'cassandra',
    title: 'Apache Cassandra system.log',
    starts: 'TDIWE',
    pattern:
      /(?<level>[A-Z]{4,5}) {1,3}\[(?<thread>[^\]]{1,120})\] (?<time>\d{4}-\d\d-\d\d [\d:]{8},\d{3}) (?<logger>[\w.$]{1,80}):(?<lineNumber>\d{1,6}) - (?<message>[^]*)/,
    source: 'cassandra',
    samples: [
      {
        line: 'WARN  [ReadStage-2] 2026-01-02 03:04:05,678 ReadCommand.java:569 - Read 500 live rows and 1234 tombstone cells for query SELECT * FROM ks.t',
        message: 'Read 500 live rows and 1234 tombstone cells for query SELECT * FROM ks.t',
        level: 'WARN',
        source: 'cassandra',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'ReadStage-2', logger: 'ReadCommand.java', lineNumber: 569 },
      },
    ],
  },
  {
    name: 'clickhouse',
    title: 'ClickHouse server log',
    after: 'time',
    starts: '[',
    pattern:
      /\[ (?<tid>\d{1,10}) \] \{(?<queryId>[^}]{0,64})\} <(?<level>[A-Z][a-z]{3,11})> (?<logger>[^:]{1,120}): (?<message>[^]*)/,
    source: 'clickhouse',
    samples: [
      {
        line: '2026.01.02 03:04:05.678901 [ 1234 ] {c8b2} <Error> executeQuery: Code: 241. DB::Exception: Memory limit (total) exceeded',
        message: 'Code: 241. DB::Exception: Memory limit (total) exceeded',
        level: 'ERROR',
        source: 'clickhouse',
        time: '2026-01-02T03:04:05.678Z',
        fields: { tid: 1234, queryId: 'c8b2', logger: 'executeQuery' },
      },
    ],
  },
  {
    name: 'cockroachdb',
    title: 'CockroachDB log (crdb-v2)',
    starts: 'IWEF',
    pattern:
      /(?<level>[IWEF])(?<time>\d{6} [\d:]{8}\.\d{6}) (?<goroutine>\d{1,10}) (?:\d@)?(?<file>[\w./-]{1,200}\.go):(?<lineNumber>\d{1,6}) ⋮ (?:\[(?<tags>[^\]]{0,200})\] )?(?<message>[^]*)/u,
    types: { goroutine: 'integer' },
    source: 'cockroachdb',
    samples: [
      {
        line: 'W260102 03:04:05.678901 123 kv/kvserver/node_liveness.go:454 ⋮ [T1,n1] 77  slow heartbeat took 4.5s',
        message: '77  slow heartbeat took 4.5s',
        level: 'WARNING',
        source: 'cockroachdb',
        time: '2026-01-02T03:04:05.678Z',
        fields: { goroutine: 123, file: 'kv/kvserver/node_liveness.go', lineNumber: 454, tags: 'T1,n1' },
      },
    ],
  },
  {
    name: 'couchdb',
    title: 'Apache CouchDB log',
    starts: '[',
    pattern:
      /\[(?<level>[a-z]{4,9})\] (?<time>\d{4}-\d\d-\d\dT[\d:.]{8,16}Z) (?<node>\S{1,120}) <(?<process>[\d.]{3,30})> (?<requestId>[\w-]{8,12}) (?<message>[^]*)/,
    source: 'couchdb',
    samples: [
      {
        line: '[notice] 2026-01-02T03:04:05.678901Z couchdb@localhost <0.9.0> -------- config: [log] level set to info for reason nil',
        message: 'config: [log] level set to info for reason nil',
        level: 'NOTICE',
        source: 'couchdb',
        time: '2026-01-02T03:04:05.678Z',
        fields: { node: 'couchdb@localhost', process: '0.9.0', requestId: '--------' },
      },
    ],
  },
  {
    name: 'etcd',
    title: 'etcd up to 3.4 (capnslog)',
    after: 'time',
    starts: 'CEWNIDT',
    pattern: /(?<level>[CEWNIDT]) \| (?<logger>[\w/.-]{1,60}): (?<message>[^]*)/,
    source: 'etcd',
    samples: [
      {
        line: '2026-01-02 03:04:05.678901 W | etcdserver: read-only range request "key:\\"/a\\" " took too long (213.4ms) to execute',
        message: 'read-only range request "key:\\"/a\\" " took too long (213.4ms) to execute',
        level: 'WARNING',
        source: 'etcd',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'etcdserver' },
      },
    ],
  },
]);
