import { takeAt, jsonDialects } from '../json-dialect';
import { readProgram } from '../program-fields';
import { readOtel } from './otel-record';

/** Schemas of container runtimes, the journal and log collectors. */
export const JSON_COLLECTOR_DIALECTS = jsonDialects('JSON of containers, the journal and collectors', [
  {
    name: 'docker-json',
    title: 'Docker json-file driver',
    has: ['stream', 'log', 'time'],
    when: ({ stream }) => stream === 'stdout' || stream === 'stderr',
    message: ['log'],
    time: ['time'],
    envelope: 'any text',
    samples: [
      {
        line: '{"log":"192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] \\"GET /cart HTTP/1.1\\" 200 512 \\"-\\" \\"curl/8.5\\"\\n","stream":"stdout","time":"2026-01-02T03:04:05.678901234Z"}',
        message: 'GET /cart returned 200',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          stream: 'stdout',
          clientIp: '192.0.2.7',
          status: 200,
          bytes: 512,
          method: 'GET',
          path: '/cart',
          protocol: 'HTTP/1.1',
          userAgent: 'curl/8.5',
          envelope: 'docker-json',
        },
      },
      {
        line: '{"log":"2026-01-02 03:04:05 ERROR charge failed\\n","stream":"stderr","time":"2026-01-02T03:04:05.678901234Z"}',
        message: 'charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { stream: 'stderr', envelope: 'docker-json' },
      },
    ],
  },
  {
    name: 'journald-json',
    title: 'systemd journal export as JSON',
    has: ['__REALTIME_TIMESTAMP', 'MESSAGE'],
    message: ['MESSAGE'],
    time: ['__REALTIME_TIMESTAMP'],
    level: ['PRIORITY'],
    scale: 'syslog',
    from: ['SYSLOG_IDENTIFIER', '_COMM'],
    names: { _HOSTNAME: 'host', _PID: 'pid', _SYSTEMD_UNIT: 'unit', _UID: 'uid', _EXE: 'exe' },
    envelope: 'formats',
    refine: (draft) => {
      const pid = Number(draft.fields['pid']);
      if (Number.isInteger(pid)) draft.fields['pid'] = pid;
      // A message that is no valid UTF-8 comes as its bytes.
      const bytes = draft.message === '' ? takeAt(draft.fields, 'MESSAGE') : undefined;
      if (Array.isArray(bytes)) draft.message = Buffer.from(bytes.map(Number)).toString('utf8');
      for (const name of [
        '__CURSOR',
        '__MONOTONIC_TIMESTAMP',
        '_BOOT_ID',
        '_MACHINE_ID',
        '_SOURCE_REALTIME_TIMESTAMP',
      ]) {
        takeAt(draft.fields, name);
      }
      if (draft.source !== null) readProgram(draft.source, draft.message, draft.fields);
    },
    samples: [
      {
        line: '{"__REALTIME_TIMESTAMP":"1767323045678901","__CURSOR":"s=1","_HOSTNAME":"web-1","PRIORITY":"6","SYSLOG_IDENTIFIER":"sshd","_PID":"1234","_SYSTEMD_UNIT":"ssh.service","MESSAGE":"Accepted publickey for bob from 192.0.2.7 port 43210 ssh2: ED25519 SHA256:abc"}',
        message: 'Accepted publickey for bob from 192.0.2.7 port 43210 ssh2: ED25519 SHA256:abc',
        level: 'INFO',
        source: 'sshd',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          host: 'web-1',
          pid: 1234,
          unit: 'ssh.service',
          action: 'Accepted',
          authMethod: 'publickey',
          user: 'bob',
          clientIp: '192.0.2.7',
          clientPort: 43210,
        },
      },
    ],
  },
  {
    name: 'opentelemetry-json',
    title: 'OpenTelemetry log record (OTLP JSON and the file and debug exporters)',
    has: ['severityNumber', 'body'],
    time: ['timeUnixNano', 'observedTimeUnixNano', 'timestamp'],
    refine: readOtel,
    samples: [
      {
        line: '{"timeUnixNano":"1767323045678901234","severityNumber":17,"severityText":"Error","body":{"stringValue":"charge failed"},"attributes":[{"key":"user.id","value":{"intValue":"7"}}],"traceId":"5b8aa5a2d2c872e8321cf37308d69df2","spanId":"051581bf3cb55c13","resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]}}',
        message: 'charge failed',
        level: 'ERROR',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          traceId: '5b8aa5a2d2c872e8321cf37308d69df2',
          spanId: '051581bf3cb55c13',
          resource: { 'service.name': 'shop' },
          'user.id': 7,
        },
      },
    ],
  },
  {
    name: 'gelf',
    title: 'GELF (Graylog)',
    has: ['short_message', 'version'],
    message: ['short_message'],
    time: ['timestamp'],
    level: ['level'],
    scale: 'syslog',
    from: ['_service', '_app', '_facility', 'facility', '_container_name'],
    names: { full_message: 'fullMessage', _logger: 'logger', _thread: 'thread' },
    samples: [
      {
        line: '{"version":"1.1","host":"web-1","short_message":"charge failed","level":3,"timestamp":1767323045.678,"_app":"shop","_order":77}',
        message: 'charge failed',
        level: 'ERROR',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
        fields: { version: '1.1', host: 'web-1', _order: 77 },
      },
    ],
  },
  {
    name: 'ecs-json',
    title: 'Elastic Common Schema (also Elasticsearch 8)',
    has: ['ecs.version'],
    message: ['message'],
    time: ['@timestamp'],
    level: ['log.level'],
    from: ['service.name', 'event.dataset'],
    names: {
      'log.logger': 'logger',
      'process.thread.name': 'thread',
      'process.pid': 'pid',
      'error.stack_trace': 'stack',
      'error.type': 'errorType',
      'error.message': 'error',
      'trace.id': 'traceId',
      'client.ip': 'clientIp',
      'source.ip': 'clientIp',
      'user.name': 'user',
      'host.name': 'host',
    },
    refine: ({ fields }) => void takeAt(fields, 'ecs.version'),
    samples: [
      {
        line: '{"@timestamp":"2026-01-02T03:04:05.678Z","log.level":"ERROR","message":"charge failed","ecs.version":"1.2.0","service.name":"shop","log.logger":"com.acme.Pay","process.thread.name":"main","error.type":"java.io.IOException","error.message":"late"}',
        message: 'charge failed: java.io.IOException: late',
        level: 'ERROR',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'com.acme.Pay', thread: 'main', errorType: 'java.io.IOException', error: 'late' },
      },
      {
        line: '{"@timestamp":"2026-01-02T03:04:05.678Z","log":{"level":"info"},"message":"started","ecs":{"version":"8.11.0"},"service":{"name":"shop"}}',
        message: 'started',
        level: 'INFO',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
      },
    ],
  },
  {
    name: 'elasticsearch-json',
    title: 'Elasticsearch 7 server log',
    has: ['cluster.name', 'component', 'message'],
    message: ['message'],
    time: ['timestamp'],
    level: ['level'],
    source: 'elasticsearch',
    names: { component: 'logger', 'node.name': 'node', 'cluster.name': 'cluster', stacktrace: 'stack' },
    samples: [
      {
        line: '{"type":"server","timestamp":"2026-01-02T03:04:05,678Z","level":"WARN","component":"o.e.m.j.JvmGcMonitorService","cluster.name":"es","node.name":"n1","message":"[gc][123] overhead, spent [1.3s]"}',
        message: '[gc][123] overhead, spent [1.3s]',
        level: 'WARN',
        source: 'elasticsearch',
        time: '2026-01-02T03:04:05.678Z',
        fields: { type: 'server', logger: 'o.e.m.j.JvmGcMonitorService', node: 'n1', cluster: 'es' },
      },
    ],
  },
]);
