import { Command } from 'commander';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { addImportSigmaCommand } from '../../src/cli/commands/import-sigma.command';
import { defaultSources, loadConfig } from '../../src/config/load';
import { rawLine } from '../../src/core/record';
import { understandingSteps } from '../../src/pipeline/log-pipeline';
import { PipelineRunner } from '../../src/pipeline/runner';
import { openEntries } from '../../src/pipeline/step';
import { openUnderstanding } from '../../src/pipeline/understanding';

const folder = mkdtempSync(join(tmpdir(), 'logsieve-sigma-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Case {
  readonly logsource: object;
  readonly detection: object;
  readonly hits: readonly string[];
  readonly misses: readonly string[];
}

const access = (request: string, status = 200, agent = 'curl/8.5'): string =>
  `192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] "${request} HTTP/1.1" ${String(status)} 512 "-" "${agent}"`;
const syslog = (tag: string, text: string): string => `<38>Jan  2 03:04:05 web-1 ${tag}: ${text}`;
const squid = (request: string, status = 200): string =>
  `1767323045.678    131 192.0.2.7 TCP_MISS/${String(status)} 4526 ${request} - HIER_DIRECT/203.0.113.5 text/html`;
const audit = (type: string, rest: string): string => `type=${type} msg=audit(1767323045.678:457): ${rest}`;

/** Rules of our own in the Sigma format, with lines that they mean and lines that they do not. */
const CASES: Readonly<Record<string, Case>> = {
  'web-key-file': {
    logsource: { category: 'webserver' },
    detection: {
      selection: { 'cs-method': ['GET', 'HEAD'], 'cs-uri-stem|endswith': ['.pem', '.key'], 'sc-status': 200 },
      filter: { 'c-ip|cidr': '198.51.100.0/24' },
      condition: 'selection and not filter',
    },
    hits: [access('GET /tls/server.pem'), access('GET /x.KEY?v=1')],
    misses: [
      access('GET /tls/server.pem', 304),
      access('POST /tls/server.pem'),
      access('GET /?f=server.pem'),
      access('GET /tls/server.pem').replace('192.0.2.7', '198.51.100.9'),
      squid('GET http://a.example/server.pem'),
    ],
  },
  'web-words': {
    logsource: { category: 'webserver' },
    detection: { keywords: ['NiftyScanner', 'drop?table'], condition: 'keywords' },
    hits: [access('GET /', 200, 'niftyscanner/2'), access('GET /?q=drop+table')],
    misses: [access('GET /?q=drop++table'), syslog('app', 'niftyscanner seen')],
  },
  'web-no-agent': {
    logsource: { category: 'webserver' },
    detection: { a: { 'cs-user-agent': '-', 'cs-uri-query|startswith': 'debug=' }, condition: 'a' },
    hits: [access('GET /a?debug=1', 200, '-')],
    misses: [access('GET /a?debug=1'), access('GET /a?x&debug=1', 200, '-'), access('GET /debug=1', 200, '-')],
  },
  'proxy-download': {
    logsource: { category: 'proxy' },
    detection: {
      selection: { 'c-uri-extension': ['exe', 'scr'], 'cs-host|endswith': '.bad.example' },
      uri: { 'c-uri|startswith': 'ftp://drop.example/' },
      condition: '1 of *',
    },
    hits: [
      squid('GET http://dl.bad.example/a/setup.EXE?x=1'),
      squid('GET http://dl.bad.example:8080/a.scr'),
      squid('GET ftp://drop.example/tool'),
    ],
    misses: [
      squid('GET http://dl.bad.example/a/setup.zip?exe'),
      squid('GET http://dl.good.example/dl.bad.example/setup.exe'),
      squid('GET http://a.example/ftp://drop.example/tool'),
      access('GET /setup.exe'),
    ],
  },
  'linux-sshd': {
    logsource: { product: 'linux', service: 'sshd' },
    detection: { keywords: ['no such key*algorithm'], condition: 'keywords' },
    hits: [syslog('sshd[7]', 'debug: No such key or algorithm'), syslog('sshd-session[7]', 'no such key algorithm')],
    misses: [syslog('cron[7]', 'no such key algorithm'), 'no such key algorithm'],
  },
  'linux-sudo': {
    logsource: { product: 'linux', service: 'sudo' },
    detection: { selection: { USER: 'root', 'COMMAND|contains|all': ['tcpdump', '-w'] }, condition: 'selection' },
    hits: [syslog('sudo', '  bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/tcpdump -i eth0 -w x')],
    misses: [
      syslog('sudo', '  bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/tcpdump -i eth0'),
      syslog('sudo', '  bob : TTY=pts/0 ; PWD=/ ; USER=ann ; COMMAND=/usr/bin/tcpdump -i eth0 -w x'),
    ],
  },
  'linux-syslog': {
    logsource: { product: 'linux', service: 'syslog' },
    detection: { a: { '|all': ['left allmulticast mode', 'eth'] }, condition: 'a' },
    hits: [syslog('kernel', 'device eth0 left allmulticast mode')],
    misses: [syslog('kernel', 'device wlan0 left allmulticast mode'), 'device eth0 left allmulticast mode'],
  },
  'linux-auditd': {
    logsource: { product: 'linux', service: 'auditd' },
    detection: {
      a: { type: 'EXECVE', a0: 'rarp', 'a1|startswith': '-' },
      b: { type: 'USER_LOGIN', acct: 'games', res: 'failed', 'addr|re': '^192\\.' },
      condition: 'a or b',
    },
    hits: [
      audit('EXECVE', 'argc=2 a0="rarp" a1="-a"'),
      audit('USER_LOGIN', `pid=1 uid=0 msg='op=login acct="games" addr=192.0.2.7 res=failed'`),
    ],
    misses: [
      audit('EXECVE', 'argc=1 a0="rarp"'),
      audit('SYSCALL', 'a0="rarp" a1="-a"'),
      audit('USER_LOGIN', `pid=1 uid=0 msg='op=login acct="games" addr=10.0.2.7 res=failed'`),
    ],
  },
  'app-python': {
    logsource: { category: 'application', product: 'django' },
    detection: { keywords: ['TenantMismatchError'], condition: 'keywords' },
    hits: ['Traceback (most recent call last):\n  File "/srv/a.py", line 7, in b\n    c()\nTenantMismatchError: 7'],
    misses: [syslog('app', 'TenantMismatchError'), 'TenantMismatchError'],
  },
  'app-sql': {
    logsource: { category: 'database' },
    detection: { keywords: ['xp_nothing'], condition: 'keywords' },
    hits: ['2026-01-02 03:04:05.678 CET [1234] app@shop ERROR:  function xp_nothing does not exist'],
    misses: ['xp_nothing'],
  },
};

interface Said {
  readonly out: string;
  readonly error: string;
}

async function importSigma(...args: readonly string[]): Promise<Said> {
  const [out, said]: [string[], string[]] = [[], []];
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => out.push(text));
  const error = jest.spyOn(console, 'error').mockImplementation((text: string) => said.push(text));
  try {
    const program = new Command().exitOverride().configureOutput({ writeErr: (text) => said.push(text) });
    addImportSigmaCommand(program, () =>
      loadConfig({ file: '/nowhere/logsieve.yaml', create: false, env: {}, flags: {} }),
    );
    await program.parseAsync(['import-sigma', ...args], { from: 'user' });
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
  return { out: out.join('\n'), error: said.join('\n') };
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The ids of the rules that decide the lines, by the whole way from the line to its verdict. */
async function deciding(patterns: string, lines: readonly string[]): Promise<(string | null)[]> {
  const sources = defaultSources({ REGEX_PATTERNS: patterns, BERT: 'false' });
  const options = { llm: null, watchRules: false, onProblem: console.error };
  const understanding = await openUnderstanding(loadConfig({ ...sources, create: false }), options);
  try {
    const raws = lines.map((line) => rawLine(line, null));
    const batch = {
      origin: 'test',
      entries: openEntries(raws, Date.now(), 65_536),
      recordsOf: null,
      keep: 'all',
    } as const;
    await new PipelineRunner(understandingSteps(understanding)).run({ ...batch, checkpoint: null });
    return batch.entries.map(({ log }) => log.verdict.ruleId?.replace(/\.\d+$/, '') ?? null);
  } finally {
    await understanding.close();
  }
}

describe('logsieve import-sigma', () => {
  const rules = join(folder, 'rules');
  const output = join(folder, 'rules.json');

  beforeAll(async () => {
    mkdirSync(join(rules, 'deep'), { recursive: true });
    for (const [title, { logsource, detection }] of Object.entries(CASES)) {
      write(`rules/deep/${title}.yml`, stringify({ title, logsource, detection, level: 'high' }));
    }
    write('rules/windows.yaml', stringify({ title: 'W', logsource: { product: 'windows' }, detection: {} }));
    write('rules/readme.txt', 'not a rule');
    await importSigma(rules, '--output', output, '--status', 'active');
  });

  it('gives rules that match what is meant and nothing else', async () => {
    const cases = Object.entries(CASES).flatMap(([title, { hits, misses }]) => [
      ...hits.map((line) => ({ line, id: `sigma-${title}` })),
      ...misses.map((line) => ({ line, id: null })),
    ]);
    const ids = await deciding(
      output,
      cases.map(({ line }) => line),
    );
    expect(cases.map(({ line }, i) => ({ line, id: ids[i] }))).toEqual(cases);
  });

  it('says what became of each rule, leaves alone what is there, and writes nothing when asked not to', async () => {
    const before = readFileSync(output, 'utf8');
    const { out, error } = await importSigma(rules, '--output', output);
    expect(out).toContain('refused   ' + join(rules, 'windows.yaml') + ': log source windows');
    expect(out).toContain('10 of 11 Sigma rules can be imported, as 13 rules');
    expect(error).toBe(`0 rules were added to ${output}; 13 have an id that it has already and were left alone`);
    expect(readFileSync(output, 'utf8')).toBe(before);

    const other = join(folder, 'other.json');
    const file = join(rules, 'deep/app-sql.yml');
    const dry = await importSigma(file, '--output', other, '--dry-run', '--json');
    expect(JSON.parse(dry.out)).toMatchObject([
      { title: 'app-sql', rules: [{ id: 'sigma-app-sql', status: 'shadow' }] },
    ]);
    expect([dry.error, existsSync(other)]).toEqual([`1 rules would be added to ${other}`, false]);
  });

  it('fails when nothing can be imported, and names what cannot be read', async () => {
    const args = ['--output', join(folder, 'none.json')];
    await expect(importSigma(join(rules, 'windows.yaml'), ...args)).rejects.toThrow(
      'none of the rules can be imported',
    );
    await expect(importSigma('/no/such/folder', ...args)).rejects.toThrow('/no/such/folder: no such file or folder');
    const large = write('large.yml', `# ${'x'.repeat(1_048_576)}`);
    await expect(importSigma(large, ...args)).rejects.toThrow('1048578 bytes, at most 1048576');
    await expect(importSigma(rules, ...args, '--status', 'live')).rejects.toThrow(
      'must be one of active, shadow, draft',
    );
  });
});
