/**
 * `npm run bench [classify|bert|http|kafka|storm|soak]`: what each part can do on this machine, and the ratio to the usual way of
 * doing it, run beside it. Rates swing with the machine and with what else it does; the ratios hold.
 */
import { cpus } from 'node:os';
import { bertBench } from './bert.bench';
import { classifyBench } from './classify.bench';
import { httpBench } from './http.bench';
import { kafkaBench } from './kafka.bench';
import { kafkaSoak } from './kafka-soak.bench';
import { stormBench } from './storm.bench';
import { printTable, type Row } from './table';

const BENCHES: Readonly<Record<string, readonly [string, () => Promise<Row[]>]>> = {
  classify: ['Classification in process, one core', classifyBench],
  bert: ['BERT on lines that no cache knows', bertBench],
  http: ['The server, its database and the load generator on the same cores', httpBench],
  kafka: ['Kafka: broker, database and server on the same cores', kafkaBench],
};
/** Only when named: it takes minutes. */
const LONG_BENCHES: typeof BENCHES = {
  storm: ['Alerts: a storm of logs that a rule is about', stormBench],
  soak: ['Kafka: memory under a steady stream of 10,000 logs/s, each republished', kafkaSoak],
};

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  console.log(`Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown CPU'}`);
  const chosen = wanted.length === 0 ? BENCHES : { ...BENCHES, ...LONG_BENCHES };
  for (const [name, [title, bench]] of Object.entries(chosen)) {
    if (wanted.length === 0 || wanted.includes(name)) printTable(title, await bench());
  }
}

void main();
