import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type ChildServer } from './child';
import { number, type Row } from './table';

const KINDS = 500;
const LOGS = 50_000;
const BATCH = 1_000;
const ROUNDS = 3;
const PER_MINUTE = 10;
/** Long enough for the last digest to wait for its turn. */
const SETTLE_MS = 30_000;

interface AlertPage {
  readonly alerts: readonly { readonly count: number; readonly rule: { readonly id: string } }[];
  readonly next: string | null;
}

/** Logs that a rule is about: what they cost against logs that no rule is about, and what people get of them. */
export async function stormBench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'logsieve-storm-'));
  const received: string[] = [];
  const teams = await listen((body) => received.push(body));
  try {
    const none = join(folder, 'none.yaml');
    writeFileSync(none, 'version: 1\nrules: []\n');
    const settings = { PORT: '0', LOG_LEVEL: 'warn', BERT_ENABLED: 'false' };
    const quiet = await startChild(['dist/main.js', 'serve'], {
      ...settings,
      DATA_DIR: join(folder, 'quiet'),
      ALERT_RULES: none,
    });
    const alerting = await startChild(['dist/main.js', 'serve'], {
      ...settings,
      DATA_DIR: join(folder, 'alerting'),
      TEAMS_WEBHOOK_URL: teams.url,
      ALERTS_PER_CHANNEL_MINUTE: String(PER_MINUTE),
    });
    // Warms both up; then in turns, so that the machine treats both alike.
    const rates = { quiet: 0, alerting: 0 };
    for (let round = 0; round <= ROUNDS; round++) {
      const [without, withAlerts] = [await flood(quiet, 'normal'), await flood(alerting, 'normal')];
      const [base, storm] = [await flood(quiet, 'failed'), await flood(alerting, 'failed')];
      if (round > 0) {
        rates.quiet += base / without / ROUNDS;
        rates.alerting += storm / withAlerts / ROUNDS;
      }
    }
    await quiet.stop();
    await sleep(SETTLE_MS);
    const counted = await logsOfAlerts(alerting);
    const told = received.length;
    await alerting.stop();
    const sent = (ROUNDS + 1) * LOGS;
    return [
      ['ingest in a storm against ingest without, alerts off', number(rates.quiet), ''],
      ['ingest in a storm against ingest without, alerts on', number(rates.alerting), ''],
      ['  ratio of the two', number(rates.alerting / rates.quiet), '0.95 to 1.05'],
      [`logs of ${number(KINDS)} kinds sent in the storms`, number(sent), ''],
      ['logs that the alerts have counted', number(counted), number(sent)],
      [
        'messages that people got',
        number(told),
        `≤ ${number(PER_MINUTE)} at once, then ${number(PER_MINUTE)} a minute`,
      ],
    ];
  } finally {
    teams.server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends the logs as fast as they are taken. @returns logs a second */
async function flood(server: ChildServer, end: 'normal' | 'failed'): Promise<number> {
  const begun = performance.now();
  for (let at = 0; at < LOGS; at += BATCH) {
    const logs = Array.from({ length: BATCH }, (_, i) => {
      const kind = (at + i) % KINDS;
      const part = `part-${String.fromCharCode(97 + (kind % 26))}${String.fromCharCode(97 + Math.floor(kind / 26))}`;
      const message = end === 'failed' ? `kernel panic - not syncing: ${part} died` : `backup of ${part} completed`;
      return { source: `host-${part}`, message };
    });
    const answer = await fetch(`${server.url}/classify/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ logs }),
    });
    if (answer.status !== 200) throw new Error(`the server answered ${String(answer.status)}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
  return LOGS / ((performance.now() - begun) / 1000);
}

async function logsOfAlerts({ url }: ChildServer): Promise<number> {
  let sum = 0;
  let cursor = '';
  for (;;) {
    const answer = await fetch(`${url}/alerts?rule=incident&limit=1000${cursor}`);
    const { alerts, next } = (await answer.json()) as AlertPage;
    for (const { count } of alerts) sum += count;
    if (next === null) return sum;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}

/** A Teams workflow that takes everything. */
async function listen(onBody: (body: string) => void): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      onBody(Buffer.concat(parts).toString());
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${String(port)}/workflow` };
}
