import fc from 'fast-check';
import type { ClassifiedLog, RawLog } from '../core/log';
import { openRecord, rawLine } from '../core/record';
import { defaultParsers, ParserChain } from './parser-chain';

const NOW = Date.UTC(2026, 5, 15);
const chain = new ParserChain(defaultParsers());

function parse(message: string, more: Partial<RawLog> = {}): ClassifiedLog {
  const raw: RawLog = { ...rawLine(message, null), ...more };
  const log = openRecord(raw, NOW, 65536);
  chain.apply(raw, log);
  return log;
}

describe('parsers', () => {
  it('reads the nginx line of the contract', () => {
    const log = parse('127.0.0.1 - - [30/Jul/2025:06:25:10 +0000] "GET /admin HTTP/1.1" 403 462', { source: 'nginx' });
    expect(log).toMatchObject({
      format: 'nginx-access',
      message: 'GET /admin returned 403',
      level: 'WARNING',
      severityNumber: 13,
      source: 'nginx',
      fields: { method: 'GET', path: '/admin', status: 403, bytes: 462, clientIp: '127.0.0.1' },
    });
    expect(new Date(log.timestamp).toISOString()).toBe('2025-07-30T06:25:10.000Z');
  });

  it('reads combined lines with a virtual host, escaped quotes and a broken request', () => {
    const log = parse(
      'shop.example:443 10.1.2.3 - bob [01/Jan/2026:00:00:00 +0100] "GET /a HTTP/2.0" 200 - "https://x/" "Agent \\"Q\\" 1" 0.01',
    );
    expect(log.fields).toMatchObject({
      vhost: 'shop.example:443',
      user: 'bob',
      bytes: 0,
      userAgent: 'Agent \\"Q\\" 1',
    });
    expect(parse('1.2.3.4 - - [01/Jan/2026:00:00:00 +0100] "\\x16\\x03\\x01" 400 226').message).toBe(
      '\\x16\\x03\\x01 returned 400',
    );
  });

  it.each([
    ['GET /q?a="x" HTTP/1.1', '200 462 "https://x/" "Agent"', '/q?a="x"', 'Agent'],
    ['GET /q?a=" or 1=1 -- HTTP/1.1', '200 462', '/q?a=" or 1=1 --', undefined],
    ['GET /q?a=<i class="y"> 200 1 HTTP/1.1', '404 - "-" "Agent \\"Q\\""', '/q?a=<i class="y"> 200 1', 'Agent \\"Q\\"'],
    ['GET /a file.txt HTTP/1.1', '200 1', '/a file.txt', undefined],
  ])('reads a request whose quotes and blanks nobody has escaped: %s', (request, rest, path, userAgent) => {
    const { fields, format, message } = parse(`1.2.3.4 - - [01/Jan/2026:00:00:00 +0100] "${request}" ${rest}`);
    const status = Number(rest.slice(0, 3));
    expect(fields).toMatchObject({ clientIp: '1.2.3.4', method: 'GET', path, status, protocol: 'HTTP/1.1' });
    expect([format, message, fields['userAgent']]).toEqual([
      'access-log',
      `GET ${path} returned ${String(status)}`,
      userAgent,
    ]);
  });

  it.each([
    [
      '<34>1 2003-10-11T22:14:15.003Z box su 77 ID47 [a@1 k="v\\"w"] su failed',
      'syslog-rfc5424',
      'su failed',
      'su',
      'CRITICAL',
    ],
    ['<13>Oct 11 22:14:15 box cron[12]: job started', 'syslog-rfc3164', 'job started', 'cron', 'NOTICE'],
    ['Dec 10 06:55:46 box sshd[24200]: bye', 'syslog-rfc3164', 'bye', 'sshd', ''],
    ['2026-01-02T03:04:05.678901+00:00 box sshd[1]: hi', 'syslog-rfc3164', 'hi', 'sshd', ''],
    ['level=error msg="disk \\"a\\" full" ts=2026-01-01T00:00:00Z', 'logfmt', 'disk "a" full', 'unknown', 'ERROR'],
    ['{"level":50,"time":1767225600000,"msg":"boom","service":"api","pid":3}', 'json', 'boom', 'api', 'ERROR'],
    ['2026-01-02 03:04:05,678 [main] WARN com.acme.Job - slow', 'logback', 'slow', 'com.acme.Job', 'WARN'],
    ['2026-01-02 03:04:05,678 [main] WARN slow today', 'timestamped', 'slow today', 'unknown', 'WARN'],
    ['[Sun Dec 04 04:47:44 2005] [error] child died', 'apache-error', 'child died', 'apache', 'ERROR'],
    ['2026/01/02 03:04:05 [error] 12#0: *5 connect() failed', 'nginx-error', 'connect() failed', 'nginx', 'ERROR'],
    ['Error in module x', 'plain', 'Error in module x', 'unknown', ''],
    ['ERROR: x is y', 'leveled', 'x is y', 'unknown', 'ERROR'],
  ])('%s', (line, format, message, source, level) => {
    expect(parse(line)).toMatchObject({ format, message, source, level });
  });

  it('keeps structured data and JSON fields', () => {
    expect(parse('<34>1 - box su - - [a@1 k="v"] x').fields).toMatchObject({ structuredData: { 'a@1': { k: 'v' } } });
    expect(parse('{"msg":"x","user":{"id":7}}').fields).toEqual({ user: { id: 7 } });
  });

  it('treats a JSON object without a message as the message', () => {
    const line = '{"a":1}';
    expect(parse(line)).toMatchObject({ format: 'json', message: line, fields: { a: 1 } });
  });

  it('makes escaped NUL characters in JSON storable', () => {
    expect(parse('{"msg":"a\\u0000b","k":"c\\u0000d"}')).toMatchObject({
      message: 'a\uFFFDb',
      fields: { k: 'c\uFFFDd' },
    });
  });

  it('lets the sender win over the line', () => {
    const log = parse('level=error msg=hi ts=2026-01-01T00:00:00Z', {
      source: 'mine',
      timestamp: 5,
      level: 'debug',
      attributes: { k: 'v' },
    });
    expect(log).toMatchObject({ source: 'mine', timestamp: 5, level: 'debug', severityNumber: 5, fields: { k: 'v' } });
  });

  it('names the file only when the line names nobody', () => {
    const defaultSource = 'auth';
    expect(parse('Jun 14 15:16:01 combo sshd[19939]: session closed', { defaultSource }).source).toBe('sshd');
    expect(parse('session closed', { defaultSource }).source).toBe('auth');
    const access = '127.0.0.1 - - [30/Jul/2025:06:25:10 +0000] "GET / HTTP/1.1" 200 462';
    expect(parse(access, { defaultSource: 'nginx' })).toMatchObject({ source: 'nginx', format: 'nginx-access' });
  });

  it('accepts any text and never throws', () => {
    const pieces = [
      '{',
      '}',
      '"',
      '[',
      ']',
      '<34>',
      '1 ',
      '2026-01-01T00:00:00Z ',
      'a=',
      'ERROR',
      ': ',
      '\\',
      '\u0000',
    ];
    const line = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 12 }).map((p) => p.join(''));
    fc.assert(
      fc.property(line, (text) => {
        expect(parse(text).format).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});
