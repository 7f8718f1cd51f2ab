import { TimeZone } from '../core/timestamp-zone';
import { defaultParsers, ParserChain } from './parser-chain';

const chain = new ParserChain(defaultParsers(), { zone: TimeZone.UTC });
const TIME = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('lines without a format of their own', () => {
  it.each([
    ['2026-01-02 03:04:05 [notice] opening log', 'timestamped', 'opening log', 'NOTICE', TIME],
    ['[2026-01-02T03:04:05Z] error    : not running', 'timestamped', 'not running', 'ERROR', TIME],
    ['[2026-01-02 03:04:05] [INFO   ] order 7', 'timestamped', 'order 7', 'INFO', TIME],
    ['2026-01-02T03:04:05Z exiting', 'timestamped', 'exiting', undefined, TIME],
    ['INFO [2026-01-02 03:04:05] ready', 'timestamped', 'ready', 'INFO', TIME],
    ['WARNING 2026-01-02T03:04:05Z low', 'timestamped', 'low', 'WARNING', TIME],
    // A word like a level may be the start of a sentence.
    ['2026-01-02T03:04:05Z Config loaded from a.conf', 'timestamped', 'Config loaded from a.conf', undefined, TIME],
    ['2026-01-02T03:04:05Z Fatal error : no such file', 'timestamped', 'Fatal error : no such file', undefined, TIME],
    ['Debug: child started', 'leveled', 'child started', 'DEBUG', undefined],
    ['[warn] disk almost full', 'leveled', 'disk almost full', 'WARN', undefined],
    ['child started', 'plain', 'child started', undefined, undefined],
    ['\u001b[0m', 'plain', '\u001b[0m', undefined, undefined],
    // Colours belong to the terminal.
    ['\u001e{"message":"x","level":"warn"}', 'json', 'x', 'WARN', undefined],
    ['\u001b[33mWARN\u001b[0m: \u001b[1mlow\u001b[0m', 'leveled', 'low', 'WARN', undefined],
  ])('%s', (line, format, message, level, timestamp) => {
    const { parsed } = chain.explain(line, null, TIME + 60_000);
    expect(parsed).toMatchObject({ format, message });
    expect([parsed.level?.text, parsed.timestamp ?? undefined]).toEqual([level, timestamp]);
  });
});

describe('files that programs write in the style of syslog', () => {
  it.each([
    [
      'Jan  2 03:04:05 dnsmasq[7]: query[A] a.test from 10.0.0.9',
      'syslog-rfc3164',
      'dnsmasq',
      { pid: 7, query: 'a.test' },
    ],
    ['Jan  2 03:04:05 auth: Error: no such file', 'dovecot', 'dovecot', { logger: 'auth' }],
  ])('%s', (line, format, source, fields) => {
    expect(chain.explain(line, null, TIME + 60_000).parsed).toMatchObject({ format, source, fields, timestamp: TIME });
  });

  it('leaves a sentence behind a date alone', () => {
    expect(chain.explain('Jan  2 03:04:05 note: it works', null, TIME).parsed.format).toBe('timestamped');
  });
});

describe('logfmt without a message', () => {
  it.each([
    ['ts=2026-01-02T03:04:05Z caller=a.go:7 level=error err="dial tcp: refused"', 'dial tcp: refused', 'ERROR'],
    ['ts=2026-01-02T03:04:05Z caller=a.go:7 component=x event=y', 'component=x event=y', undefined],
  ])('%s', (line, message, level) => {
    const { parsed } = chain.explain(line, null, TIME);
    expect([parsed.format, parsed.message, parsed.level?.text]).toEqual(['logfmt', message, level]);
  });
});
