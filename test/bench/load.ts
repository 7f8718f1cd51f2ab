import { Agent, request } from 'node:http';
import { LineSource } from './lines';

/** What a load run measured. */
export interface LoadResult {
  readonly logsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly logsPerRequest: number;
  readonly connections: number;
  readonly seconds: number;
}

/** Posts JSON batches over kept-alive connections as fast as they are answered, after a warm-up. */
export async function load({ url, logsPerRequest, connections, seconds }: LoadOptions): Promise<LoadResult> {
  const source = new LineSource(7);
  const bodies = Array.from({ length: 40 }, () =>
    Buffer.from(JSON.stringify({ logs: source.take(logsPerRequest).map((message) => ({ source: 'bench', message })) })),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const send = (): Promise<number> => post(url, bodies[next++ % bodies.length] ?? Buffer.alloc(0), agent);
  await send();
  const latencies: number[] = [];
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) latencies.push(await send());
    }),
  );
  const elapsed = (performance.now() - started) / 1000;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const quantile = (q: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))] ?? 0;
  return { logsPerSecond: (latencies.length * logsPerRequest) / elapsed, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}

function post(url: string, body: Buffer, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        if (answer.statusCode === 200 || answer.statusCode === 201) resolve(performance.now() - started);
        else reject(new Error(`status ${String(answer.statusCode)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
