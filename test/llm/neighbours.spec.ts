import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { LiveModels } from '../../src/classification/bert/live-models';
import { Neighbours, type LabelledLog, type NeighboursParts } from '../../src/classification/llm/neighbours';
import { CATEGORY_NAMES } from '../../src/core/verdict';
import { FeedbackRepository } from '../../src/persistence/feedback.repository';
import { openNeighbours } from '../../src/pipeline/open-neighbours';
import { makeFeedback } from '../support/feedback';
import { examplesIn, LlmDouble } from '../support/llm-double';
import { openLlm, openUpgrader, until } from '../support/llm-upgrader';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { makeLog } from '../support/postgres-logs';
import { storeLogs } from '../support/postgres-writer';

const CORPUS: readonly LabelledLog[] = [
  { message: 'Failed password for root from 10.0.0.9', category: 'Security Alert', triage: 'incident', severity: 7 },
  { message: 'disk usage at 91 % on volume 3', category: 'Resource Usage', triage: 'preventive_action', severity: 6 },
  { message: 'backup finished in 20 s', category: 'System Notification', triage: 'normal', severity: 1 },
];
const DISK = 'disk usage at <NUM> % on volume <NUM>';

let models: LiveModels;
let problems: string[];
let opened: Neighbours[];

beforeAll(async () => {
  models = await LiveModels.open({
    folder: 'models',
    templateCache: 100,
    suggest: () => null,
    onError: (error) => {
      throw error;
    },
  });
});

beforeEach(() => {
  problems = [];
  opened = [];
});

afterEach(() => Promise.all(opened.map((neighbours) => neighbours.stop())));
afterAll(() => models.close());

function open(given: Partial<NeighboursParts> = {}): Promise<{ neighbours: Neighbours; size: number }> {
  return new Promise((resolve) => {
    const neighbours = new Neighbours(
      {
        encode: (texts) => models.encoder.encode(texts),
        categories: CATEGORY_NAMES,
        corpus: () => Promise.resolve(CORPUS),
        feedback: () => Promise.resolve([]),
        onReady: (size) => {
          resolve({ neighbours, size });
        },
        onProblem: (text) => problems.push(text),
        ...given,
      },
      20,
    );
    opened.push(neighbours);
    neighbours.start();
  });
}

/** That the nearest to the disk's template is itself, with these labels. */
async function expectDisk(neighbours: Neighbours, labels: Partial<LabelledLog> = {}): Promise<void> {
  const [first] = await neighbours.nearest(DISK);
  expect(first).toEqual({
    template: DISK,
    category: 'Resource Usage',
    triage: 'preventive_action',
    severity: 6,
    ...labels,
  });
}

describe('Neighbours', () => {
  it('finds what means the same, by its meaning', async () => {
    const { neighbours, size } = await open();
    expect(size).toBe(3);
    const [first] = await neighbours.nearest('login as admin was refused: wrong password');
    expect(first).toEqual({
      template: 'Failed password for root from <IP>',
      category: 'Security Alert',
      triage: 'incident',
      severity: 7,
    });
    await expectDisk(neighbours);
    expect(problems).toEqual([]);
  });

  it('gives none until it is ready', async () => {
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const ready = open({
      corpus: async () => {
        await gate;
        return CORPUS;
      },
    });
    await expect(opened[0]!.nearest(DISK)).resolves.toEqual([]);
    go();
    await expectDisk((await ready).neighbours);
  });

  it('takes up feedback as it comes, in which the last word counts', async () => {
    const feedback: LabelledLog[] = [];
    const { neighbours } = await open({ feedback: () => Promise.resolve(feedback) });
    feedback.push(
      { message: 'disk usage at 12 % on volume 3', category: 'Error', triage: 'incident', severity: 9 },
      { message: 'disk usage at 13 % on volume 3', category: 'User Action', triage: null, severity: null },
      { message: 'the printer is on fire', category: 'Critical Error', triage: 'incident', severity: 10 },
      { message: 'the printer burns', category: 'Something New', triage: 'incident', severity: 10 },
    );
    await until(async () => (await neighbours.nearest('printer in flames')).length > 0);
    expect(await neighbours.nearest('printer in flames')).toMatchObject([{ category: 'Critical Error' }]);
    await expectDisk(neighbours, { category: 'User Action', triage: null, severity: null });
  });

  it('goes without a corpus that cannot be read, and says so once', async () => {
    const feedback = CORPUS.slice(1, 2);
    const { neighbours, size } = await open({
      corpus: () => Promise.reject(new Error('a label is empty')),
      feedback: () => Promise.resolve(feedback),
    });
    expect([size, problems]).toEqual([1, ['corpus: a label is empty']]);
    await expectDisk(neighbours);
  });

  it('waits for an encoder that is down, and gives none rather than an error', async () => {
    let down = 1;
    const { neighbours } = await open({
      encode: async (texts) => {
        if (down-- > 0) throw new Error('the encoder is down');
        return models.encoder.encode(texts);
      },
    });
    await expectDisk(neighbours);
    down = 1;
    await expect(neighbours.nearest(DISK)).resolves.toEqual([]);
    expect(problems).toEqual(['encoder: the encoder is down']);
  });

  it('does not wait long behind a flood of logs', async () => {
    let flooded = false;
    const { neighbours } = await open({
      encode: (texts) => (flooded ? new Promise(() => undefined) : models.encoder.encode(texts)),
    });
    flooded = true;
    await expect(neighbours.nearest(DISK)).resolves.toEqual([]);
  });

  it('stops in the middle of its work', async () => {
    let encoded = 0;
    const corpus = Array.from({ length: 1_000 }, (_, i) => ({ ...CORPUS[0]!, message: 'x'.repeat(i + 1) }));
    void open({
      corpus: () => Promise.resolve(corpus),
      encode: async (texts) => {
        encoded += texts.length;
        return models.encoder.encode(texts);
      },
    });
    await until(() => encoded > 0);
    await opened[0]!.stop();
    expect(encoded).toBeLessThan(1_000);
  });

  it('takes no more than its limit, out of all parts of the corpus', async () => {
    const seen: string[] = [];
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const corpus = Array.from({ length: 50_000 }, (_, i) => ({
      ...CORPUS[0]!,
      message: Array.from(String(i), (digit) => letters.charAt(Number(digit))).join(' '),
    }));
    const vector = Float32Array.of(1);
    const { size } = await open({
      corpus: () => Promise.resolve(corpus),
      encode: (texts) => {
        seen.push(...texts);
        return Promise.resolve(texts.map(() => vector));
      },
    });
    expect(size).toBe(Math.ceil(50_000 / 3));
    expect(seen.at(-1)).toBe('e j j j i');
  });
});

describe('the examples of a question', () => {
  let db: TestDatabase;
  let double: LlmDouble;
  let folder: string;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    [db, double, folder] = await Promise.all([
      createTestDatabase(),
      LlmDouble.start(),
      mkdtemp(join(tmpdir(), 'corpus-')),
    ]);
  });

  afterAll(async () => {
    await Promise.all([double.close(), db.drop(), rm(folder, { recursive: true })]);
  });

  async function examplesFor(corpusDir: string): Promise<Record<string, unknown>[]> {
    const log = makeLog({ masked: DISK, message: 'disk usage at 99 % on volume 4', status: 'pending' });
    await storeLogs(db, log);
    const neighbours = openNeighbours(corpusDir, models, new FeedbackRepository(db.dataSource), CATEGORY_NAMES);
    neighbours.start();
    await until(async () => (await neighbours.nearest(DISK)).length > 0);
    const { upgrader } = openUpgrader(db, openLlm(double), undefined, neighbours);
    await upgrader.start();
    await until(async () => (await db.count(`logs WHERE status = 'pending'`)) === 0);
    await upgrader.stop();
    await db.dataSource.query('TRUNCATE logs, templates, template_forms');
    return examplesIn(double.requests.at(-1)!.body);
  }

  it('come from the corpus and from feedback', async () => {
    await writeFile(
      join(folder, 'disks.csv'),
      'message,category,triage,severity\ndisk usage at 90 % on volume 3,Error,incident,8\n',
    );
    expect(await examplesFor(folder)).toEqual([{ template: DISK, category: 'Error', triage: 'incident', severity: 8 }]);
    const feedback = makeFeedback({ message: 'disk usage at 97 % on volume 3', category: 'Resource Usage' });
    await new FeedbackRepository(db.dataSource).add(feedback);
    const corrected = [{ template: DISK, category: 'Resource Usage' }];
    expect(await examplesFor(folder)).toEqual(corrected);
    expect(await examplesFor(join(folder, 'none'))).toEqual(corrected);
  });
});
