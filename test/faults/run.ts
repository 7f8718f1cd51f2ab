/**
 * `npm run test:faults [F01 F06 …]`: breaks the server, its database and its broker in every way we know, for as long
 * as an operator would meet it, and judges each time what is left. Takes about a quarter of an hour.
 */
import { SERVER_VARIABLE } from '../support/postgres';
import { CRASH_POINTS, killedAt } from './cases/f01-killed';
import { terminated } from './cases/f02-terminated';
import { postgresStopped } from './cases/f03-postgres-stopped';
import { commitCut } from './cases/f05-commit-cut';
import { brokerDown } from './cases/f06-broker-down';
import { evicted } from './cases/f08-evicted';
import { topicMadeAnew } from './cases/f09-topic-made-anew';
import { secondInstance } from './cases/f10-second-instance';
import { zombie } from './cases/f11-zombie';
import { poison } from './cases/f12-poison';
import { CODECS, packedWith } from './cases/f13-codecs';
import { outputTopicGone } from './cases/f14-output-topic-gone';
import { FaultRig } from './fault-rig';
import type { CaseResult, FaultCase } from './play';
import { PrivatePostgres } from './private-postgres';

const KILLS = 3;

const CASES: Readonly<Record<string, readonly FaultCase[]>> = {
  F01: CRASH_POINTS.map((point) => killedAt(point, KILLS)),
  F02: [terminated],
  F03: [postgresStopped],
  F05: [commitCut],
  F06: [brokerDown],
  F08: [evicted('stopped'), evicted('paused')],
  F09: (['fewer', 'more'] as const).flatMap((size) => [topicMadeAnew(size, 'running'), topicMadeAnew(size, 'stopped')]),
  F10: [secondInstance],
  F11: [zombie('random time'), zombie('mid transaction')],
  F12: [poison],
  F13: CODECS.map((codec) => packedWith(codec)),
  F14: [outputTopicGone],
};

const COLUMNS = ['case', 'records', 'rows', 'dead letters', 'republished', 'recovery s', 'ok', 'note'];

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in CASES));
  if (unknown.length > 0) throw new Error(`no case ${unknown.join(', ')}; there are ${Object.keys(CASES).join(', ')}`);
  const postgres = await PrivatePostgres.start();
  process.env[SERVER_VARIABLE] = postgres.url;
  try {
    const rig = await FaultRig.start();
    try {
      const cases = Object.entries(CASES).filter(([name]) => wanted.length === 0 || wanted.includes(name));
      const failed = await runAll(
        rig,
        cases.flatMap(([, several]) => several),
      );
      process.exitCode = failed === 0 ? 0 : 1;
    } finally {
      await rig.stop();
    }
  } finally {
    await postgres.stop();
  }
}

/** Prints a row of the table for each case as it ends; returns how many failed. */
async function runAll(rig: FaultRig, cases: readonly FaultCase[]): Promise<number> {
  console.log(`| ${COLUMNS.join(' | ')} |\n|${COLUMNS.map(() => '---').join('|')}|`);
  let failed = 0;
  for (const one of cases) {
    const result = await one(rig, 'full');
    if (!result.ok) failed++;
    console.log(rowOf(result));
  }
  return failed;
}

function rowOf(result: CaseResult): string {
  const { records, rows, deadLetters, republished, recoverySeconds, ok, note } = result;
  const numbers = [records, rows, deadLetters, republished, recoverySeconds.toFixed(1)];
  return `| ${[result.case, ...numbers, ok ? 'yes' : '**NO**', note.replace(/\s+/g, ' ')].join(' | ')} |`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
