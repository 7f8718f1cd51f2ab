/**
 * `npm test`: everything that must hold, on a fresh clone too. Static checks first (they are quick and name the
 * line), then all Jest suites. The last line is `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, root } from '../bin/bootstrap.mjs';

bootstrap();

function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

const checks = [
  ['types', bin('tsc'), []],
  ['lint', bin('eslint'), ['-c', 'configs/tooling/eslint.config.mjs', '.']],
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['unused code', bin('knip'), ['-c', 'configs/tooling/knip.json']],
  ['layers', bin('depcruise'), ['--config', 'configs/tooling/layers.cjs', 'src']],
];

function run(command, args, env = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

let passed = 0;
let failed = 0;
for (const [name, command, args] of checks) {
  const started = Date.now();
  const ok = run(command, args);
  console.log(`${ok ? 'PASS' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (ok) passed++;
  else failed++;
}

const folder = mkdtempSync(join(tmpdir(), 'logsieve-test-'));
const report = join(folder, 'jest.json');
const jestOk = run(bin('jest'), [
  '-c',
  'configs/tooling/jest.config.cjs',
  '--json',
  `--outputFile=${report}`,
  ...process.argv.slice(2),
]);
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  // A suite that cannot even load has no tests to count, yet it is a failure.
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  if (!jestOk && result.numFailedTests + result.numRuntimeErrorTestSuites === 0) failed++;
  if (result.numPendingTests > 0) console.log(`${result.numPendingTests} skipped`);
} catch {
  console.error('jest wrote no report');
  failed++;
}
rmSync(folder, { recursive: true, force: true });

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
