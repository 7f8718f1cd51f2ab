import { read } from './read';

const ACCESS = '192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] "GET /cart HTTP/1.1" 502 512 "-" "curl/8.5"';

describe('lines within lines', () => {
  it('reads an access line that nginx sent through syslog', () => {
    expect(read(`<190>Jan  2 04:04:07 web-1 nginx: ${ACCESS}`)).toMatchObject({
      format: 'access-log',
      message: 'GET /cart returned 502',
      source: 'nginx',
      // The inner time has a year and a zone.
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5),
      level: { text: 'ERROR' },
      fields: { envelope: 'syslog-rfc3164', host: 'web-1', status: 502, facility: 23 },
    });
  });

  it('keeps the time of RFC 5424, which says it all', () => {
    expect(
      read(
        '<134>1 2026-01-02T03:04:05.678Z lb1 haproxy 77 - - 10.0.1.2:33317 [02/Jan/2026:03:04:04.111] in b/s1 0/0/0/1/1 200 99 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1"',
      ),
    ).toMatchObject({
      format: 'haproxy-http',
      message: 'GET / returned 200',
      source: 'haproxy',
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      fields: { pid: 77, backend: 'b', envelope: 'syslog-rfc5424' },
    });
  });

  it.each([
    ['<14>Jan  2 03:04:05 box api[7]: {"level":"error","msg":"db gone"}', 'json', 'db gone', 'api', 'ERROR'],
    ['<14>Jan  2 03:04:05 box api[7]: level=warn msg="db slow"', 'logfmt', 'db slow', 'api', 'WARN'],
    ['<14>Jan  2 03:04:05 box api[7]: db is gone', 'syslog-rfc3164', 'db is gone', 'api', 'INFO'],
    // A level word is part of what the program said: only envelopes of whole log lines take it off.
    ['<14>Jan  2 03:04:05 box api[7]: ERROR db is gone', 'syslog-rfc3164', 'ERROR db is gone', 'api', 'INFO'],
    ['<166>Jan 02 2026 03:04:05 fw1 : %ASA-6-302013: Built', 'cisco', '%ASA-6-302013: Built', 'cisco', 'INFO'],
    ['<166>%ASA-4-106023: Deny tcp', 'cisco', '%ASA-4-106023: Deny tcp', 'cisco', 'WARNING'],
    [
      '<189>date=2026-01-02 time=03:04:05 devname="fw" logid="1" type="event" level="alert" msg="down"',
      'fortinet',
      'down',
      'fortinet',
      'ALERT',
    ],
    ['<14>Jan  2 03:04:05 box CEF:0|V|P|1|7|worm found|9|src=192.0.2.7', 'cef', 'worm found', 'P', 'CRITICAL'],
  ])('%s', (line, format, message, source, level) => {
    expect(read(line)).toMatchObject({ format, message, source, level: { text: level } });
  });

  it('opens a container log of a container log, but not without end', () => {
    let line = 'listening on port 8080';
    for (let depth = 0; depth < 50; depth++) line = `2026-01-02T03:04:05.678901234Z stdout F ${line}`;
    expect(read(line)).toMatchObject({ format: 'cri', timestamp: Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
    expect(read('2026-01-02T03:04:05.678901234Z stdout P half a ')).toMatchObject({
      message: 'half a',
      fields: { partial: true, stream: 'stdout' },
    });
  });
});

describe('stack traces', () => {
  it('keeps what happened in the message and where in the fields', () => {
    const line = [
      '2026-01-02 03:04:05,678 ERROR [worker-1] com.acme.Pay - charge 7 failed',
      'java.lang.IllegalStateException: gateway closed',
      '\tat com.acme.Pay.run(Pay.java:7)',
      '\t... 12 more',
      'Caused by: java.net.ConnectException: refused',
      '\tat java.base/java.net.Socket.connect(Socket.java:1)',
    ].join('\n');
    expect(read(line)).toMatchObject({
      format: 'log4j',
      message:
        'charge 7 failed: java.lang.IllegalStateException: gateway closed: Caused by: java.net.ConnectException: refused',
      fields: { stack: expect.stringContaining('at com.acme.Pay.run') as string },
    });
  });

  it.each([
    [
      'python',
      'ERROR:shop:charge failed\nTraceback (most recent call last):\n  File "/a.py", line 1, in f\n    g()\nValueError: no card',
      'charge failed: ValueError: no card',
    ],
    ['go', 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:7 +0x1d', 'boom'],
    [
      'ruby',
      "app.rb:7:in `run': no card (PayError)\n\tfrom app.rb:9:in `<main>'",
      "app.rb:7:in `run': no card (PayError)",
    ],
    [
      '.net',
      'fail: Shop.Pay[0]\n      charge failed\n      System.TimeoutException: late\n         at Shop.Pay.Run() in /a.cs:line 7',
      'charge failed: System.TimeoutException: late',
    ],
    [
      'php',
      '[02-Jan-2026 03:04:05 UTC] PHP Fatal error:  Uncaught Exception: no in /a.php:3\nStack trace:\n#0 {main}\n  thrown in /a.php on line 3',
      'PHP Fatal error:  Uncaught Exception: no in /a.php:3',
    ],
    ['json', '{"msg":"charge failed\\n    at run (/app.js:1:2)"}', 'charge failed'],
  ])('%s', (_, line, message) => {
    const parsed = read(line);
    expect(parsed.message).toBe(message);
    expect(parsed.fields?.['stack']).toEqual(expect.any(String));
  });

  it('leaves texts of several lines alone that are no trace', () => {
    const line = '2026-01-02 03:04:05.678 UTC [7] STATEMENT:  SELECT 1\n\tFROM t';
    expect(read(line)).toMatchObject({ format: 'postgresql', message: 'SELECT 1\n\tFROM t' });
  });
});

describe('tables', () => {
  it('keeps the columns of each source', () => {
    expect(read('#Fields: date time c-ip cs-method cs-uri-stem sc-status time-taken', 'iis-a').format).toBe('w3c');
    expect(read('#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tproto\tconn_state', 'zeek').format).toBe('zeek');
    expect(read('2026-01-02 03:04:05 192.0.2.7 GET /a 404 12', 'iis-a')).toMatchObject({
      format: 'w3c',
      message: 'GET /a returned 404',
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5),
      fields: { clientIp: '192.0.2.7', status: 404, durationMs: 12 },
    });
    expect(read('1767323045.678\t192.0.2.7\t10.0.0.5\t22\ttcp\tREJ', 'zeek')).toMatchObject({
      format: 'zeek',
      message: 'REJ tcp 192.0.2.7 to 10.0.0.5 port 22',
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    });
    expect(read('2026-01-02 03:04:05 192.0.2.7 GET /a 404 12', 'iis-b').format).toBe('timestamped');
  });

  it('reads IIS lines with its default columns, and CloudFront with tabs', () => {
    expect(
      read('2026-01-02 03:04:05 10.0.0.5 GET /default.aspx q=1 443 - 192.0.2.7 Mozilla/5.0+(X11) - 200 0 0 15'),
    ).toMatchObject({
      message: 'GET /default.aspx?q=1 returned 200',
      fields: { host: '10.0.0.5', clientIp: '192.0.2.7', userAgent: 'Mozilla/5.0 (X11)', durationMs: 15 },
    });
    read('#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status', 'cf');
    expect(read('2026-01-02\t03:04:05\tFRA2\t512\t192.0.2.7\tGET\td1.cloudfront.net\t/a\t200', 'cf')).toMatchObject({
      message: 'GET /a returned 200',
      fields: { edgeLocation: 'FRA2', bytes: 512, vhost: 'd1.cloudfront.net' },
    });
  });
});

describe('access lines with more behind', () => {
  it.each([
    [`${ACCESS} "198.51.100.1, 10.0.0.1"`, { forwardedFor: '198.51.100.1, 10.0.0.1' }],
    [`${ACCESS} 0.123`, { durationMs: 123 }],
    [`${ACCESS} rt=1.250 uct="0.001"`, { durationMs: 1250 }],
    [
      `${ACCESS} 1 "shop@docker" "http://10.0.0.5:80" 5ms`,
      { router: 'shop@docker', upstream: 'http://10.0.0.5:80', durationMs: 5 },
    ],
  ])('%s', (line, fields) => {
    expect(read(line)).toMatchObject({ message: 'GET /cart returned 502', fields });
  });

  it('reads the lines of werkzeug, which have no zone', () => {
    expect(read('127.0.0.1 - - [02/Jan/2026 03:04:05] "GET / HTTP/1.1" 200 -')).toMatchObject({
      message: 'GET / returned 200',
      timestamp: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
  });
});
