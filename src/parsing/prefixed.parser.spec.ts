import { openRecord, rawLine } from '../core/record';
import { defaultParsers, ParserChain } from './parser-chain';

const chain = new ParserChain(defaultParsers());
const NOW = Date.UTC(2026, 5, 15, 12);

function read(line: string) {
  const raw = rawLine(line, null);
  const log = openRecord(raw, NOW, 10_000);
  chain.apply(raw, log);
  const { message, source, level, format, fields } = log;
  return { message, source, level, format, prefix: fields['prefix'], time: new Date(log.timestamp).toISOString() };
}

const TIME = '2026-01-02T03:04:05.000Z';

describe('a line with something in front of it', () => {
  it.each([
    ['shop.log 2026-01-02 03:04:05 ERROR disk failed', 'shop.log', 'shop', 'disk failed'],
    ['web-1  | 2026-01-02T03:04:05Z ERROR disk failed', 'web-1  |', 'web-1', 'disk failed'],
    ['[pod/web-7f/app] 2026-01-02 03:04:05 ERROR disk failed', '[pod/web-7f/app]', 'pod/web-7f/app', 'disk failed'],
    ['var/log/a.log: 2026-01-02 03:04:05 ERROR disk failed', 'var/log/a.log:', 'var/log/a', 'disk failed'],
    ['10.0.0.7 2026-01-02 03:04:05 ERROR disk failed', '10.0.0.7', 'unknown', 'disk failed'],
    ['- 1767323045 2026.01.02 n7 Jan 2 03:04:05 ERROR disk failed', '- 1767323045 2026.01.02 n7', 'n7', 'disk failed'],
    [
      '1767323045 2026.01.02 R2-M1 2026-01-02-03.04.05.0 R2-M1 RAS KERNEL ERROR disk failed',
      '1767323045 2026.01.02 R2-M1',
      'R2-M1',
      'disk failed',
    ],
  ])('%s', (line, prefix, source, message) => {
    expect(read(line)).toEqual({ message, source, level: 'ERROR', format: 'timestamped', prefix, time: TIME });
  });

  it('is read as the format that it is', () => {
    expect(read('web-1 | 2026/01/02 03:04:05 [error] 12#34: *5 connect() failed')).toMatchObject({
      format: 'nginx-error',
      source: 'nginx',
      message: 'connect() failed',
      time: TIME,
    });
  });

  it('may have a time that is a number', () => {
    expect(read('1767323045 disk failed')).toMatchObject({ message: 'disk failed', time: TIME, prefix: undefined });
    expect(read('460 node-9 unix.hw 1767323045 fan stopped')).toMatchObject({
      message: 'fan stopped',
      source: 'node-9',
      time: TIME,
    });
  });
});

it.each([
  'Backup started 2026-01-02 03:04:05 and finished',
  'eth0: link down at 2026-01-02 03:04:05',
  'job-7 03:04:05 left',
  'device 00:11:22:33:44:55 joined',
  'order 1767323045 was paid',
])('leaves a sentence alone that speaks of a time: %s', (line) => {
  expect(read(line)).toMatchObject({ message: line, prefix: undefined, format: 'plain' });
});
