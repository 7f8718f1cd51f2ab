import { isObject } from '../../core/json';
import { levelOf } from '../../core/level';
import { takeAt, jsonDialects } from '../json-dialect';
import { textOf } from '../text-of';

/** Logging libraries of Node.js, Go and PHP and servers that write JSON. */
export const JSON_LIBRARY_DIALECTS = jsonDialects('JSON of Node.js, Go, PHP and servers', [
  {
    name: 'bunyan',
    title: 'bunyan (Node.js)',
    has: ['v', 'name', 'hostname', 'level'],
    when: ({ v, level }) => v === 0 && typeof level === 'number',
    message: ['msg'],
    time: ['time'],
    level: ['level'],
    from: ['name'],
    names: { hostname: 'host', 'err.stack': 'stack' },
    refine: ({ fields }) => void takeAt(fields, 'v'),
    samples: [
      {
        line: '{"name":"shop","hostname":"web-1","pid":123,"level":40,"msg":"cache is cold","time":"2026-01-02T03:04:05.678Z","v":0}',
        message: 'cache is cold',
        level: 'WARN',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 123, host: 'web-1' },
      },
    ],
  },
  {
    name: 'pino',
    title: 'pino (Node.js, Fastify)',
    has: ['hostname', 'level', 'time'],
    when: ({ level, time }) => typeof level === 'number' && typeof time === 'number',
    message: ['msg'],
    time: ['time'],
    level: ['level'],
    from: ['name', 'service', 'app'],
    names: { hostname: 'host', 'err.stack': 'stack', responseTime: 'durationMs' },
    samples: [
      {
        line: '{"level":50,"time":1767323045678,"pid":123,"hostname":"web-1","name":"shop","reqId":"req-7","err":{"type":"Error","message":"boom"},"msg":"charge failed"}',
        message: 'charge failed',
        level: 'ERROR',
        source: 'shop',
        time: '2026-01-02T03:04:05.678Z',
        fields: { pid: 123, reqId: 'req-7', err: { type: 'Error', message: 'boom' }, host: 'web-1' },
      },
    ],
  },
  {
    name: 'zap-json',
    title: 'zap production encoder (Go)',
    has: ['caller', 'ts', 'msg'],
    message: ['msg'],
    time: ['ts'],
    level: ['level'],
    from: ['service', 'app'],
    names: { stacktrace: 'stack' },
    samples: [
      {
        line: '{"level":"error","ts":1767323045.678,"logger":"shop.pay","caller":"pay/gateway.go:42","msg":"charge failed","error":"timeout"}',
        message: 'charge failed: timeout',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'shop.pay', caller: 'pay/gateway.go:42', error: 'timeout' },
      },
    ],
  },
  {
    name: 'caddy',
    title: 'Caddy access log',
    has: ['resp_headers', 'request', 'status'],
    time: ['ts'],
    level: ['level'],
    source: 'caddy',
    refine: (draft) => {
      takeAt(draft.fields, 'msg');
      takeAt(draft.fields, 'resp_headers');
      const seconds = takeAt(draft.fields, 'duration');
      if (typeof seconds === 'number') draft.fields['durationMs'] = Math.round(seconds * 1e9) / 1e6;
      const agent = takeAt(draft.fields, 'request.headers.User-Agent');
      takeAt(draft.fields, 'request.headers');
      if (Array.isArray(agent) && typeof agent[0] === 'string') draft.fields['userAgent'] = agent[0];
      // Every access line is written at level info; its status says more.
      draft.level = null;
    },
    samples: [
      {
        line: '{"level":"info","ts":1767323045.678,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"192.0.2.7","remote_port":"43210","proto":"HTTP/2.0","method":"GET","host":"shop.example","uri":"/cart?x=1","headers":{"User-Agent":["curl/8.5"]}},"bytes_read":0,"duration":0.0123,"size":512,"status":502,"resp_headers":{"Server":["Caddy"]}}',
        message: 'GET /cart?x=1 returned 502',
        level: 'ERROR',
        source: 'caddy',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          logger: 'http.log.access.log0',
          request: { remote_port: '43210', proto: 'HTTP/2.0', host: 'shop.example' },
          bytes_read: 0,
          durationMs: 12.3,
          userAgent: 'curl/8.5',
          status: 502,
          method: 'GET',
          path: '/cart?x=1',
          clientIp: '192.0.2.7',
          bytes: 512,
        },
      },
    ],
  },
  {
    name: 'mongodb-json',
    title: 'MongoDB 4.4 and later',
    has: ['ctx', 't', 's', 'msg'],
    message: ['msg'],
    time: ['t.$date'],
    source: 'mongodb',
    names: { c: 'component', ctx: 'thread', id: 'messageId', attr: 'attributes', 'attr.durationMillis': 'durationMs' },
    refine: (draft) => {
      const word = textOf(takeAt(draft.fields, 's'));
      const words: Readonly<Record<string, string>> = { F: 'fatal', E: 'error', W: 'warning', I: 'info' };
      draft.level = levelOf(words[word] ?? 'debug');
      const attributes = draft.fields['attributes'];
      if (isObject(attributes) && typeof attributes['durationMillis'] === 'number') {
        draft.fields['durationMs'] = attributes['durationMillis'];
      }
      const error = isObject(attributes) ? attributes['error'] : undefined;
      if (error !== undefined) draft.message += `: ${typeof error === 'string' ? error : JSON.stringify(error)}`;
    },
    samples: [
      {
        line: '{"t":{"$date":"2026-01-02T03:04:05.678+00:00"},"s":"W","c":"COMMAND","id":51803,"ctx":"conn7","msg":"Slow query","attr":{"ns":"shop.orders","planSummary":"COLLSCAN","durationMillis":1234}}',
        message: 'Slow query',
        level: 'WARNING',
        source: 'mongodb',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          component: 'COMMAND',
          thread: 'conn7',
          messageId: 51803,
          attributes: { ns: 'shop.orders', planSummary: 'COLLSCAN', durationMillis: 1234 },
          durationMs: 1234,
        },
      },
    ],
  },
  {
    name: 'postgresql-json',
    title: 'PostgreSQL with log_destination jsonlog',
    has: ['error_severity', 'timestamp'],
    message: ['message'],
    time: ['timestamp'],
    level: ['error_severity'],
    source: 'postgresql',
    names: {
      dbname: 'database',
      state_code: 'errorCode',
      remote_host: 'clientIp',
      remote_port: 'clientPort',
      application_name: 'application',
    },
    samples: [
      {
        line: '{"timestamp":"2026-01-02 03:04:05.678 UTC","user":"app","dbname":"shop","pid":1234,"remote_host":"192.0.2.7","remote_port":51000,"session_id":"6957.4d2","line_num":3,"error_severity":"ERROR","state_code":"42P01","message":"relation \\"orders\\" does not exist","backend_type":"client backend"}',
        message: 'relation "orders" does not exist',
        level: 'ERROR',
        source: 'postgresql',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          user: 'app',
          pid: 1234,
          session_id: '6957.4d2',
          line_num: 3,
          backend_type: 'client backend',
          database: 'shop',
          errorCode: '42P01',
          clientIp: '192.0.2.7',
          clientPort: 51000,
        },
      },
    ],
  },
  {
    name: 'hclog-json',
    title: 'hclog as JSON (Vault, Consul, Nomad, Terraform)',
    has: ['@module', '@message'],
    message: ['@message'],
    time: ['@timestamp'],
    level: ['@level'],
    names: { '@module': 'logger', '@caller': 'caller' },
    samples: [
      {
        line: '{"@level":"warn","@message":"heartbeat timeout reached","@module":"agent.server.raft","@timestamp":"2026-01-02T03:04:05.678Z"}',
        message: 'heartbeat timeout reached',
        level: 'WARN',
        time: '2026-01-02T03:04:05.678Z',
        fields: { logger: 'agent.server.raft' },
      },
    ],
  },
  {
    name: 'monolog-json',
    title: 'Monolog JSON formatter (Laravel, Symfony)',
    has: ['level_name', 'message'],
    message: ['message'],
    time: ['datetime', 'datetime.date'],
    level: ['level_name'],
    names: { channel: 'logger' },
    refine: ({ fields }) => void takeAt(fields, 'level'),
    samples: [
      {
        line: '{"message":"charge failed","context":{"userId":7},"level":400,"level_name":"ERROR","channel":"production","datetime":"2026-01-02T03:04:05.678901+00:00","extra":{}}',
        message: 'charge failed',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.678Z',
        fields: { context: { userId: 7 }, extra: {}, logger: 'production' },
      },
    ],
  },
]);
