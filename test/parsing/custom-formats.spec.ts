import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { LinearPattern } from '../../src/classification/regex/linear-pattern';
import { compileCustomFormats, CustomFormatError } from '../../src/parsing/custom-formats';
import { compileLogFormat } from '../../src/parsing/log-format';
import { defaultParsers, ParserChain } from '../../src/parsing/parser-chain';
import { asSample, contextOf, NOW } from './read';

const compile = (source: string, flags: string): LinearPattern => LinearPattern.compile(source, flags);

const TILL = {
  name: 'till',
  pattern: '(?<time>\\S+ \\S+) (?<level>\\w)/(?<till>\\d+) (?<amount>[\\d.]+) (?<seconds>[\\d.]+)s (?<message>.*)',
  types: { amount: 'number', seconds: 'seconds' },
  timestampFormat: '%d.%m.%y %H:%M:%S,%f',
  levels: { X: 'error' },
  source: 'tills',
  test: '02.01.26 03:04:05,678 X/7 12.50 0.25s card refused',
  expect: {
    message: 'card refused',
    level: 'ERROR',
    source: 'tills',
    time: '2026-01-02T03:04:05.678Z',
    till: '7',
    amount: 12.5,
    durationMs: 250,
  },
};

describe('formats of the configuration', () => {
  it('are those that the documentation shows', () => {
    const docs = readFileSync(join(__dirname, '../../docs/formats.md'), 'utf8');
    const { formats } = parse(/```yaml\n([^]*?)```/.exec(docs)?.[1] ?? '') as { formats: unknown };
    expect(compileCustomFormats(formats, compile).map(({ name }) => name)).toEqual(['till', 'shop-access']);
  });

  it('are asked before all others', () => {
    const chain = new ParserChain(defaultParsers(compileCustomFormats([TILL], compile)));
    const { parser, parsed } = chain.explain(TILL.test, null, NOW);
    expect(parser).toBe('till');
    expect(parsed).toMatchObject({ format: 'till', message: 'card refused', fields: { amount: 12.5 } });
    expect(chain.explain('something else', null, NOW).parser).toBe('plain');
  });

  it('may be bound to sources', () => {
    const [parser] = compileCustomFormats([{ ...TILL, sources: ['till-1'] }], compile);
    expect(parser?.parse(TILL.test, contextOf('till-1'))).not.toBeNull();
    expect(parser?.parse(TILL.test, contextOf('till-2'))).toBeNull();
    expect(parser?.parse(TILL.test, contextOf())).toBeNull();
  });

  it.each([
    [{ ...TILL, test: 'no' }, 'format "till" does not match its test line: "no"'],
    [{ ...TILL, expect: { till: 7 } }, 'format "till" reads "till" of its test line as "7", not as 7'],
    [{ ...TILL, expect: { nothing: 'x' } }, 'format "till" reads "nothing" of its test line as null, not as "x"'],
    [{ ...TILL, pattern: '(?<a>x)(?=y)' }, 'format "till" uses look-ahead'],
    [{ ...TILL, pattern: 'x+' }, 'format "till" has no named group'],
    [{ ...TILL, pattern: '(?<__proto__>.*)' }, 'format "till" names a group "__proto__"'],
    [{ ...TILL, timestampFormat: '%Q' }, 'format "till" uses "%Q"'],
    [{ ...TILL, timestampFormat: '%d.%m' }, 'format "till" has no hour'],
    [{ ...TILL, name: 'Till!' }, 'format "Till!" name: must be lower-case letters'],
    [{ ...TILL, logFormat: '$status' }, 'format "till": needs either "pattern" or "logFormat"'],
    [{ ...TILL, types: { amount: 'money' } }, 'format "till" types amount: '],
    [{ ...TILL, tset: 'x' }, 'format "till": Unrecognized key'],
    [{ name: 'a', logFormat: '$a$b', test: 'x' }, 'format "a" has nothing between "a" and "b"'],
    [{ name: 'a', logFormat: 'plain text', test: 'x' }, 'format "a" names no value'],
    [{ name: 'a', logFormat: '%h %y', test: 'x' }, 'format "a" uses the unknown directive "%y"'],
    [{ name: 'a', logFormat: '{"time":"$time_iso8601"}', test: 'x' }, 'format "a" writes JSON'],
  ])('%# are refused with words', (definition, words) => {
    expect(() => compileCustomFormats([definition], compile)).toThrow(words);
  });

  it('names every format that is wrong, and those defined twice', () => {
    const wrong = [{ ...TILL, test: 'no' }, TILL, { ...TILL, name: 'other', pattern: 'x' }];
    expect(() => compileCustomFormats(wrong, compile)).toThrow(CustomFormatError);
    expect(() => compileCustomFormats(wrong, compile)).toThrow(
      /format "till" does not match .*; format "till" is defined twice; format "other" has no named group/,
    );
  });
});

describe('log formats of web servers', () => {
  it.each([
    [
      'nginx',
      '$host $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time "$upstream_response_time"',
      'shop.example 192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] "GET /a?b=1 HTTP/1.1" 502 77 "-" "Agent \\"Q\\" 1" 0.250 "0.100, 0.150"',
      {
        message: 'GET /a?b=1 returned 502',
        level: 'ERROR',
        time: '2026-01-02T03:04:05.000Z',
        fields: {
          vhost: 'shop.example',
          clientIp: '192.0.2.7',
          method: 'GET',
          path: '/a?b=1',
          protocol: 'HTTP/1.1',
          status: 502,
          bytes: 77,
          userAgent: 'Agent \\"Q\\" 1',
          durationMs: 250,
          upstreamTime: '0.100, 0.150',
        },
      },
    ],
    [
      'nginx with bars',
      '$remote_addr|${time_iso8601}|$request_method|$request_uri|$status|$sent_http_x_cache',
      '192.0.2.7|2026-01-02T03:04:05+00:00|GET|/a|200|HIT',
      {
        message: 'GET /a returned 200',
        level: 'INFO',
        time: '2026-01-02T03:04:05.000Z',
        fields: { clientIp: '192.0.2.7', method: 'GET', path: '/a', status: 200, sentHttpXCache: 'HIT' },
      },
    ],
    [
      'Apache',
      '%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D %{ms}T %%',
      'shop.example:443 192.0.2.7 - bob [02/Jan/2026:03:04:05 +0100] "GET /a HTTP/2.0" 404 77 "-" "curl" 1500 1 %',
      {
        message: 'GET /a returned 404',
        level: 'WARNING',
        time: '2026-01-02T02:04:05.000Z',
        fields: {
          vhost: 'shop.example',
          serverPort: 443,
          clientIp: '192.0.2.7',
          user: 'bob',
          method: 'GET',
          path: '/a',
          protocol: 'HTTP/2.0',
          status: 404,
          bytesSent: 77,
          userAgent: 'curl',
          durationMs: 1,
        },
      },
    ],
  ])('%s', (_, logFormat, line, expected) => {
    const [parser] = compileCustomFormats([{ name: 'web', logFormat, test: line }], compile);
    const parsed = parser?.parse(line, contextOf());
    expect(parsed && asSample(line, parsed)).toEqual({ line, ...expected });
  });

  it('keeps two values apart that go by the same name', () => {
    expect(compileLogFormat('x', '$host $server_name').pattern.source).toContain('(?<vhost2>');
  });
});
