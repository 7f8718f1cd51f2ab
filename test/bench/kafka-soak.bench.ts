import { setTimeout as sleep } from 'node:timers/promises';
import { metric, residentBytes } from './child';
import { checkCounts, RawLogs, startServer, withBroker } from './kafka-rig';
import { number, type Row } from './table';

const MINUTES = 5;
const LOGS_PER_SECOND = 10_000;
const MIB = 1024 * 1024;

/** Five minutes of a steady stream, every log republished: does memory stay where it is? */
export async function kafkaSoak(): Promise<Row[]> {
  return withBroker(async ({ kafka, brokers, dataDir }) => {
    const server = await startServer(brokers, dataDir, 'all');
    const logs = new RawLogs(kafka);
    const rows: Row[] = [];
    const started = performance.now();
    let sent = 0;
    for (let minute = 1; minute <= MINUTES; minute++) {
      let peak = 0;
      let last = 0;
      while (performance.now() < started + minute * 60_000) {
        await logs.send(LOGS_PER_SECOND);
        sent += LOGS_PER_SECOND;
        while (performance.now() < started + (sent / LOGS_PER_SECOND) * 1000) {
          last = residentBytes(server) / MIB;
          peak = Math.max(peak, last);
          await sleep(50);
        }
      }
      const waiting = sent - (await metric(server, 'logsieve_published_total'));
      const figure = `${number(peak)} MiB highest, ${number(last)} at its end, ${number(waiting)} logs under way`;
      rows.push([`minute ${String(minute)}`, figure, minute === 1 ? '< 600 MB' : 'as the first']);
    }
    while ((await metric(server, 'logsieve_published_total')) < sent) await sleep(100);
    await checkCounts(kafka, dataDir, 'all', sent);
    await logs.close();
    await server.stop();
    return [[`${number(sent)} logs, each stored once and republished once`, 'yes', 'yes'], ...rows];
  });
}
