import { lineFormats } from '../line-format';
import { textOf } from '../text-of';

/** Error logs of web servers. Their access logs are read by the access-log parser. */
export const WEB_SERVER_FORMATS = lineFormats('Web servers', [
  {
    name: 'nginx-error',
    title: 'nginx error log',
    after: 'time',
    starts: '[',
    pattern:
      /\[(?<level>[a-z]{4,6})\] (?<pid>\d{1,10})#(?<tid>\d{1,10}): (?:\*(?<connection>\d{1,20}) )?(?<message>[^]*)/,
    source: 'nginx',
    refine: (draft) => {
      // The context that nginx appends: ", client: 10.0.0.1, server: example.com, request: "GET / HTTP/1.1"".
      const context = /, client: ([\w.:]{2,45})(?:, server: ([^,\s]{0,255}))?/.exec(draft.message);
      if (context !== null) draft.fields['clientIp'] = context[1] ?? '';
      if (context?.[2] !== undefined && context[2] !== '') draft.fields['vhost'] = context[2];
      const upstream = /, upstream: "([^"]{1,500})"/.exec(draft.message);
      if (upstream !== null) draft.fields['upstream'] = upstream[1] ?? '';
      return true;
    },
    samples: [
      {
        line: '2026/01/02 03:04:05 [error] 12#34: *5 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, server: shop.example, request: "GET /cart HTTP/1.1", upstream: "http://10.0.0.5:8080/cart", host: "shop.example"',
        message:
          'connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, server: shop.example, request: "GET /cart HTTP/1.1", upstream: "http://10.0.0.5:8080/cart", host: "shop.example"',
        level: 'ERROR',
        source: 'nginx',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          pid: 12,
          tid: 34,
          connection: 5,
          clientIp: '192.0.2.7',
          vhost: 'shop.example',
          upstream: 'http://10.0.0.5:8080/cart',
        },
      },
      {
        line: '2026/01/02 03:04:05 [notice] 1#1: start worker processes',
        message: 'start worker processes',
        level: 'NOTICE',
        source: 'nginx',
        time: '2026-01-02T03:04:05.000Z',
        fields: { pid: 1, tid: 1 },
      },
    ],
  },
  {
    name: 'apache-error',
    title: 'Apache httpd error log (2.2 and 2.4)',
    after: '[time]',
    starts: '[',
    pattern:
      /\[(?:(?<module>[a-z_0-9-]{1,40}):)?(?<level>[a-z]{4,6}\d?)\](?: \[pid (?<pid>\d{1,10})(?::tid (?<tid>\w{1,20}))?\])?(?: (?<file>[\w.-]{1,60}\.c)\((?<lineNumber>\d{1,6})\):)?(?: (?:(?<errorCode>\([^)]{1,60}\)[^:[\]]{1,80}): )?\[(?:remote|client) (?<clientIp>[^\]\s]{2,60})\])? (?<message>[^]*)/,
    levels: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [`trace${String(n)}`, 'trace'])),
    source: 'apache',
    refine: ({ fields, message }) => {
      const address = /^(.{2,45}):(\d{1,5})$/.exec(textOf(fields['clientIp'] ?? ''));
      // "::1" ends in digits, too: a port follows an address that is complete without it.
      if (address !== null && !(address[1] ?? '').endsWith(':')) {
        fields['clientIp'] = address[1] ?? '';
        fields['clientPort'] = Number(address[2]);
      }
      const code = /^(AH\d{5}): /.exec(message);
      if (code !== null) fields['errorCode'] = code[1] ?? '';
      return true;
    },
    samples: [
      {
        line: '[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6',
        message: 'mod_jk child workerEnv in error state 6',
        level: 'ERROR',
        source: 'apache',
        time: '2005-12-04T04:47:44.000Z',
      },
      {
        line: '[Fri Sep 09 10:42:29 2011] [error] [client 192.0.2.7] File does not exist: /var/www/favicon.ico',
        message: 'File does not exist: /var/www/favicon.ico',
        level: 'ERROR',
        source: 'apache',
        time: '2011-09-09T10:42:29.000Z',
        fields: { clientIp: '192.0.2.7' },
      },
      {
        line: '[Fri Jan 02 03:04:05.678901 2026] [core:error] [pid 35708:tid 4328636416] [client 192.0.2.7:49158] AH00128: File does not exist: /var/www/x.html',
        message: 'AH00128: File does not exist: /var/www/x.html',
        level: 'ERROR',
        source: 'apache',
        time: '2026-01-02T03:04:05.678Z',
        fields: {
          module: 'core',
          pid: 35708,
          tid: 4328636416,
          clientIp: '192.0.2.7',
          clientPort: 49158,
          errorCode: 'AH00128',
        },
      },
    ],
  },
  {
    name: 'tomcat',
    title: 'Tomcat catalina.out (one-line JULI formatter)',
    after: 'time',
    starts: 'SIWCFA',
    pattern: /(?<level>[A-Z]{4,7}) \[(?<thread>[^\]]{1,120})\] (?<logger>[\w.$<>-]{3,250}) (?<message>[^]*)/,
    timeLike: /^\d\d-[A-Za-z]{3}-/,
    samples: [
      {
        line: '02-Jan-2026 03:04:05.678 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [1234] milliseconds',
        message: 'Server startup in [1234] milliseconds',
        level: 'INFO',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'main', logger: 'org.apache.catalina.startup.Catalina.start' },
      },
      {
        line: '02-Jan-2026 03:04:05.678 SEVERE [http-nio-8080-exec-3] org.apache.catalina.core.StandardWrapperValve.invoke Servlet.service() for servlet [api] threw exception',
        message: 'Servlet.service() for servlet [api] threw exception',
        level: 'SEVERE',
        time: '2026-01-02T03:04:05.678Z',
        fields: { thread: 'http-nio-8080-exec-3', logger: 'org.apache.catalina.core.StandardWrapperValve.invoke' },
      },
    ],
  },
]);
