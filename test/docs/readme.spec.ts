import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readRules } from '../../src/classification/regex/read-rules';
import { projectRoot } from '../../src/core/project';
import { CATEGORY_NAMES } from '../../src/core/verdict';
import { ensureKafkaJars, missingForBroker } from '../support/kafka/kafka-jars';
import { makeModelFolder } from '../support/model-folder';
import { eventually } from '../support/server';

// The README is a promise. Each of its `console` blocks is run, in order, and must print what the block shows; "…"
// stands for anything. A command that does not end by itself (the server, the live stream) runs until the end.

interface Example {
  readonly command: string;
  readonly expected: string;
}

const ROOT = projectRoot();
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const SERVER = '127.0.0.1:3000';
const KAFKA = '127.0.0.1:9092';
const folder = mkdtempSync(join(tmpdir(), 'logsieve-readme-'));
const models = makeModelFolder();
const running: ChildProcess[] = [];
const config = join(folder, 'logsieve.yaml');
const environment = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  PORT: '0',
  KAFKA_PORT: '0',
  KAFKA_DATA: join(folder, 'kafka'),
  LOGSIEVE_CONFIG: config,
  MODEL_DIR: models.path,
};
/** Where the servers of the README listen in truth, by the address that it gives; known once they do. */
const addresses: (readonly [told: string, real: string])[] = [];

beforeAll(async () => {
  writeFileSync(config, '');
  // The first time on a machine, it downloads them.
  if (kafka) await ensureKafkaJars();
}, 310_000);

afterAll(async () => {
  for (const child of running.reverse()) {
    if (child.exitCode !== null || child.pid === undefined) continue;
    const closed = once(child, 'close');
    process.kill(-child.pid, 'SIGTERM');
    await closed;
  }
  rmSync(folder, { recursive: true, force: true });
  models.remove();
});

function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, body]) => body ?? '');
}

function exampleOf(block: string): Example {
  const match = /^\$ ((?:.*\\\n)*.*)\n([^]*)$/.exec(block);
  if (match === null) throw new Error(`a console block must start with "$ command": ${block}`);
  return { command: match[1]!, expected: match[2]! };
}

function patternOf(expected: string): RegExp {
  const escaped = expected
    .trimEnd()
    .split('…')
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^]*?')}$`);
}

/** Starts a command as a shell would and gathers what it prints: standard output, then what it said besides. */
function start(command: string): { child: ChildProcess; output: () => string } {
  // A group of its own, so that the end reaches what npm started too.
  const env = { ...environment, DATA_DIR: join(folder, `data-${String(running.length)}`) };
  let shell = command;
  // The last one that was started is the one that is meant.
  for (const [told, real] of addresses.toReversed()) shell = shell.replaceAll(told, real);
  const child = spawn('bash', ['-c', shell], { cwd: ROOT, env, detached: true });
  running.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said.err += data.toString()));
  child.stdin.end();
  const output = (): string => {
    let text = `${said.out}${said.err.replaceAll(/^npm warn .*\n/gm, '')}`;
    for (const [told, real] of addresses) text = text.replaceAll(real, told);
    return text.replaceAll('\r\n', '\n').trimEnd();
  };
  return { child, output };
}

const examples = blocks('console').map(exampleOf);
const docker = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
const kafka = missingForBroker() === null;
/** What a command that does not end says when it is ready. */
const lasting = /npm start$|^npm run kafka$|ws:\/\//;
const ready = /(?:listening on http:\/\/|is ready on )([\d.:]+)|"hello"/;
const live: { example: Example; output: () => string }[] = [];

describe('the README', () => {
  it.each(examples.filter(({ command }) => !command.startsWith('docker')))(
    'shows what happens: $command',
    async (example) => {
      if (!kafka && /kafka|9092/i.test(example.command)) {
        process.stderr.write(`SKIPPED ${example.command}: ${String(missingForBroker())}\n`);
        return;
      }
      const { child, output } = start(example.command);
      if (lasting.test(example.command)) {
        live.push({ example, output });
        const text = await eventually(
          () => Promise.resolve(output()),
          (said) => ready.test(said),
        );
        const real = ready.exec(text)?.[1];
        if (real !== undefined) addresses.push([example.command.includes('kafka') ? KAFKA : SERVER, real]);
        return;
      }
      const [code] = (await once(child, 'close')) as [number | null];
      expect(output()).toMatch(patternOf(example.expected));
      expect(code).toBe(0);
    },
    60_000,
  );

  it('shows what the server and the live stream print', () => {
    expect(live).toHaveLength(kafka ? 4 : 2);
    for (const { example, output } of live) expect(output()).toMatch(patternOf(example.expected));
  });

  const dockerExamples = examples.filter(({ command }) => command.startsWith('docker build'));
  (docker ? it : it.skip).each(dockerExamples)(
    'builds with Docker (skipped without an engine): $command',
    async ({ command }) => {
      const { child, output } = start(command);
      const [code] = (await once(child, 'close')) as [number | null];
      expect({ code, output: output() }).toMatchObject({ code: 0 });
    },
    900_000,
  );

  it('gives a rule file that works', () => {
    const names = CATEGORY_NAMES;
    const [rules] = blocks('json');
    expect(readRules(rules ?? '', 'README.md', names)).toHaveLength(1);
  });

  it('names no script and links no file that is not there', () => {
    const scripts = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts;
    for (const [, script] of README.matchAll(/npm (?:run )?(start|test|bench|[a-z:]+)\b/g)) {
      if (script !== undefined && script !== 'run') expect(scripts).toHaveProperty([script]);
    }
    for (const page of ['README.md', 'training/README.md', 'docs/architecture.md', 'docs/decisions.md']) {
      const text = readFileSync(join(ROOT, page), 'utf8');
      for (const [, link] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        expect({ page, link, exists: existsSync(join(ROOT, dirname(page), link!)) }).toMatchObject({ exists: true });
      }
    }
  });
});
