import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClassifiedLogJson } from '../../src/core/log';
import { logsieve } from '../support/process';

const folder = mkdtempSync(join(tmpdir(), 'logsieve-cli-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('logsieve classify', () => {
  it('reads a file without a server and without a database', async () => {
    const path = file(
      'app.log',
      'User 12345 logged in.\ndisk usage at 97 %\nFailed password for root from 10.0.0.1 port 22 ssh2\n',
    );
    const { code, stdout, stderr } = await logsieve(['classify', path, '--json']);
    expect(code).toBe(0);
    const logs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ClassifiedLogJson);
    expect(logs.map(({ category, source }) => [category, source])).toEqual([
      ['User Action', 'app'],
      ['Resource Usage', 'app'],
      ['Security Alert', 'app'],
    ]);
    expect(stderr).toMatch(/3 of 3 logs classified in/);
  });

  it('reads standard input and keeps the columns of a CSV', async () => {
    const input = 'id,message\n1,User 12345 logged in.\n2,\n';
    const { stdout } = await logsieve(['classify', '-', '--format', 'csv', '--csv'], { input });
    const [header, first, second] = stdout.split('\r\n');
    expect(header).toMatch(/^id,message,target_label,category/);
    expect(first).toMatch(/^1,User 12345 logged in\.,User Action,User Action,/);
    expect(second).toContain('empty_message');
  });

  it('prints a line a person can read, and lets no log drive the terminal', async () => {
    const { stdout } = await logsieve(['classify'], { input: 'User 1 \u001b[2Jlogged\u0007 in.\n' });
    expect(stdout).toMatch(/^ \d normal +\S.*User 1 {2}\[2Jlogged {2}in\.\n$/);
  });

  it('is what --file does', async () => {
    const { code, stderr } = await logsieve(['--file', file('one.txt', 'User 1 logged in.')]);
    expect([code, stderr]).toEqual([0, expect.stringContaining('1 of 1 logs')]);
  });

  it.each([
    [['classify', '/no/such/file.log'], 1, /no such file/],
    [['classify', '--format', 'docx'], 2, /must be one of csv/],
    [['classify', '--nonsense'], 2, /unknown option/],
    [['nonsense'], 2, /too many arguments|unknown command/],
    [['--set', 'PORT', 'classify'], 2, /NAME=value/],
    [['--set', 'PORT=x', 'config', 'check'], 2, /PORT.*must be a number/],
    [['--config', '/no/such.yaml', 'config', 'check'], 2, /no such configuration file/],
  ])('%j exits %i and says why', async (args, exit, reason) => {
    const { code, stderr } = await logsieve(args);
    expect(code).toBe(exit);
    expect(stderr).toMatch(reason);
  });
});

describe('logsieve config', () => {
  it('writes a commented file at the first start, which changes nothing until edited', async () => {
    const first = await logsieve(['config', 'print'], { cwd: folder });
    const path = join(folder, 'configs/logsieve.yaml');
    const template = readFileSync(path, 'utf8');
    expect(template).toContain('#  port: 3000');
    const uncommented = template.replaceAll(/^#(\w|  \w)/gm, '$1');
    writeFileSync(path, uncommented);
    const second = await logsieve(['config', 'print'], { cwd: folder });
    expect(second).toEqual(first);
    expect(first.stdout).toContain('port: 3000');
  });

  it('takes flags over environment over file, and masks secrets', async () => {
    const yaml = file(
      'own.yaml',
      'server:\n  port: 1001\n  host: 127.0.0.2\n  dataDir: ./one\nllm:\n  apiKey: k-secret\n',
    );
    const secret = file('secret', 'db-secret\n');
    const { stdout } = await logsieve(['--config', yaml, '--port', '1003', 'config', 'print'], {
      env: { PORT: '1002', HOST: '127.0.0.3', DATABASE_URL_FILE: secret },
    });
    expect(stdout).toContain('port: 1003');
    expect(stdout).toContain('host: 127.0.0.3');
    expect(stdout).toContain('dataDir: ./one');
    expect(stdout).toContain('url: "********"');
    expect(stdout).not.toMatch(/k-secret|db-secret/);
  });

  it('names the line of an unknown key and of a bad value', async () => {
    const yaml = file('bad.yaml', 'server:\n  prot: 1\n  port: many\nsrever: {}\n');
    const { code, stderr } = await logsieve(['--config', yaml, 'config', 'check']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.yaml:2 server\.prot: unknown setting/);
    expect(stderr).toMatch(/bad\.yaml:3 server\.port: must be a number/);
    expect(stderr).toMatch(/bad\.yaml:4: unknown section "srever"/);
    expect(stderr).not.toContain('many');
  });
});
