import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JSON_DIALECT_GROUPS } from '../../src/parsing/formats/json-dialects';
import { LINE_FORMAT_GROUPS } from '../../src/parsing/formats/line-formats';
import { PROGRAM_TEXTS } from '../../src/parsing/formats/programs';
import type { Sample } from '../../src/parsing/line-format';
import { asSample, read } from './read';

const FILE = join(__dirname, '../../docs/formats.md');
const BEGIN = '<!-- formats: written by the tests -->';
const END = '<!-- end of formats -->';

/** Formats that have a parser of their own instead of an entry in a table. */
const OWN_PARSERS: readonly (readonly [name: string, title: string, line: string])[] = [
  [
    'access-log, nginx-access, apache-access',
    'Common and combined log format, with virtual host, forwarded addresses and request time; named by the source',
    'shop.example:443 192.0.2.7 - bob [02/Jan/2026:03:04:05 +0000] "GET /cart HTTP/1.1" 502 512 "-" "curl/8.5" "198.51.100.1" 0.123',
  ],
  [
    'syslog-rfc3164',
    'BSD syslog, with or without priority, and the files that rsyslog writes',
    '<34>Jan  2 03:04:05 web-1 sshd[77]: Failed password for root from 192.0.2.7 port 43210 ssh2',
  ],
  [
    'syslog-rfc5424',
    'Syslog with structured data',
    '<34>1 2026-01-02T03:04:05.678Z web-1 su 77 ID47 [a@1 k="v"] su root failed for bob',
  ],
  [
    'cef',
    'Common Event Format',
    'CEF:0|Acme|IDS|1.0|100|worm stopped|9|src=192.0.2.7 dst=10.0.0.5 spt=1232 act=blocked',
  ],
  ['leef', 'Log Event Extended Format', 'LEEF:2.0|Acme|IDS|1.0|login_failed|^|src=192.0.2.7^usrName=bob^sev=7'],
  ['logfmt', 'logfmt', 'time=2026-01-02T03:04:05Z level=warn msg="disk almost full" service=shop free=7'],
  [
    'fortinet',
    'Fortinet',
    'date=2026-01-02 time=03:04:05 devname="fw1" logid="0000000013" type="traffic" subtype="forward" level="notice" srcip=192.0.2.7 srcport=43210 dstip=10.0.0.5 dstport=22 proto=6 action="deny"',
  ],
  [
    'w3c',
    'W3C extended: IIS, CloudFront, Windows Firewall; columns from the `#Fields:` line of the source, else those of IIS',
    '2026-01-02 03:04:05 10.0.0.5 GET /default.aspx q=1 443 - 192.0.2.7 Mozilla/5.0+(X11) - 200 0 0 15',
  ],
  [
    'json',
    'Any other JSON object',
    '{"level":"error","msg":"charge failed","service":"shop","time":"2026-01-02T03:04:05Z","order":77}',
  ],
  [
    'timestamped',
    'Anything else with a time in front: it and a level word are taken off',
    '2026-01-02 03:04:05 WARN charge failed',
  ],
  ['leveled', 'Anything else with a level word in front: it is taken off', 'ERROR: charge failed'],
  ['plain', 'Anything else', 'charge failed'],
];

function cell(text: string): string {
  return `\`${text.replaceAll('\n', ' ⏎ ').replaceAll('\t', ' ⇥ ').replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}

function row(name: string, title: string, { line, message, level, fields = {} }: Sample): string {
  const values = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const read = [`message=${message}`, ...(level === undefined ? [] : [`level=${level}`]), ...values];
  const shown = read.map((text) => cell(text.length > 120 ? `${text.slice(0, 119)}…` : text)).join(' ');
  return `| ${name} | ${title} | ${cell(line)} | ${shown} |`;
}

function section(title: string, rows: readonly string[]): string {
  return [`### ${title}`, '', '| format | software | line | read |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function tables(): string {
  const groups = [...LINE_FORMAT_GROUPS, ...JSON_DIALECT_GROUPS].map(({ title, formats }) =>
    section(
      title,
      formats.flatMap((format) => format.samples.map((sample) => row(format.name, format.title, sample))),
    ),
  );
  const own = OWN_PARSERS.map(([name, title, line]) => row(name, title, asSample(line, read(line))));
  const programs = PROGRAM_TEXTS.map(({ programs, samples }) => {
    const fields = [...new Set(samples.flatMap((sample) => Object.keys(sample.fields)))];
    return `| ${programs.join(', ')} | ${cell(samples[0]?.message ?? '')} | ${fields.map(cell).join(' ')} |`;
  });
  return [
    section('General', own),
    ...groups,
    [
      '### Programs within syslog, the journal and the kernel log',
      '',
      '| program | message | fields |',
      '|---|---|---|',
      ...programs,
      '',
    ].join('\n'),
  ].join('\n');
}

describe('docs/formats.md', () => {
  it('shows what the formats really read (UPDATE_DOCS=1 writes it)', () => {
    const text = readFileSync(FILE, 'utf8');
    const [before = '', rest = ''] = text.split(BEGIN);
    const after = rest.split(END)[1] ?? '';
    const current = `${before}${BEGIN}\n\n${tables()}\n${END}${after}`;
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, current);
    expect(readFileSync(FILE, 'utf8')).toBe(current);
  });

  it.each(OWN_PARSERS)('%s', (names, _, line) => {
    expect(names.split(', ')).toContain(read(line).format);
  });
});
