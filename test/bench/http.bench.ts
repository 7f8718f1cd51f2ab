import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningEmbeddedUrl } from '../../src/persistence/embedded-postgres';
import { metric, residentBytes, startChild } from './child';
import { load, type LoadResult } from './load';
import { number, type Row } from './table';

const MIB = 1024 * 1024;

/** `POST /classify/batch` of 1,000 logs, stored, beside the naive server on the same PostgreSQL; start and memory. */
export async function httpBench(): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'logsieve-bench-'));
  const settings = { PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: dataDir };
  try {
    // The first start makes the database; users pay for it once.
    await (await startChild(['dist/main.js', 'serve'], settings)).stop();

    const begun = performance.now();
    const server = await startChild(['dist/main.js', 'serve'], settings);
    await fetch(`${server.url}/classify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: 'the nightly ledger export stopped half way' }),
    });
    const firstAnswer = (performance.now() - begun) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const idle = residentBytes(server) / MIB;

    const ours = await load({
      url: `${server.url}/classify/batch`,
      logsPerRequest: 1_000,
      connections: 4,
      seconds: 15,
    });
    const busy = residentBytes(server) / MIB;
    const stored = await metric(server, 'logs_processed_total');

    const database = runningEmbeddedUrl(dataDir);
    if (database === null) throw new Error('the embedded PostgreSQL does not run');
    const naive = await startChild([
      '-r',
      './configs/tooling/typescript-register.cjs',
      'test/bench/naive-server.ts',
      database,
    ]);
    const baseline = await load({
      url: `${naive.url}/classify/batch`,
      logsPerRequest: 100,
      connections: 4,
      seconds: 15,
    });
    await naive.stop();
    await server.stop();
    return [
      row('POST /classify/batch, 1,000 logs, 4 connections, stored', ours, '≥ 40,000 logs/s, p99 < 250 ms'),
      row('naive: class-validator + a model call + an insert a line', baseline, ''),
      ['  ratio', `${number(ours.logsPerSecond / baseline.logsPerSecond)} ×`, ''],
      ['  logs the server counted as stored', number(stored), ''],
      ['start to first answer (database and model there)', `${firstAnswer.toFixed(2)} s`, '< 3 s'],
      ['resident memory, idle with the model loaded', `${number(idle)} MiB`, '< 350 MB'],
      ['resident memory after the load', `${number(busy)} MiB`, ''],
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function row(name: string, result: LoadResult, target: string): Row {
  const { logsPerSecond, p50Ms, p99Ms } = result;
  return [name, `${number(logsPerSecond)} logs/s, p50 ${number(p50Ms)} ms, p99 ${number(p99Ms)} ms`, target];
}
