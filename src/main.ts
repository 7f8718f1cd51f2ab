import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { runProgram } from './cli/program';
import type { AppConfig } from './config/config';
import { packageVersion } from './core/project';
import { startServer } from './server';

// After some batches V8 would place their objects right among the old ones. A dead batch then keeps its logs until the
// next full collection, and the collections of young objects take four times as long (see --trace-gc-nvp).
setFlagsFromString('--no-allocation-site-pretenuring');

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Runs the server until a signal stops it, or kills the process when the graceful stop takes too long. */
async function serve(config: AppConfig): Promise<void> {
  const server = await startServer(config);
  console.error(welcome(server.url));
  await new Promise<void>((resolve) => {
    for (const signal of SIGNALS) process.once(signal, resolve);
  });
  setTimeout(() => {
    console.error(`logsieve: not stopped within ${String(config.server.shutdownSeconds)} s, giving up`);
    process.exit(1);
  }, config.server.shutdownSeconds * 1000).unref();
  await server.stop();
}

function welcome(url: string): string {
  return [
    '',
    `Logsieve ${packageVersion()} is listening on ${url}`,
    '',
    'Try:',
    `  curl -s ${url}/classify -H 'content-type: application/json' \\`,
    `    -d '{"source":"sshd","message":"Failed password for root from 203.0.113.9 port 4022 ssh2"}'`,
    `  curl -s ${url}/classify/batch -F file=@docs/examples/night.log`,
    `  API docs   ${url}/docs`,
    `  live logs  ${url.replace('http', 'ws')}/ws/logs?minSeverity=4`,
    '',
  ].join('\n');
}

void runProgram(process.argv.slice(2), { version: packageVersion(), serve }).then((code) => {
  process.exit(code);
});
