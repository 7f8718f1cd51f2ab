import { LiveModels } from '../../src/classification/bert/live-models';
import type { Verdicts } from '../../src/classification/strategy';
import type { EnrichedLog } from '../../src/core/log';
import { maskMessage } from '../../src/core/mask';
import { openRecord, rawLine } from '../../src/core/record';
import { templateIdOf } from '../../src/core/template-id';
import { makeModelFolder, type ModelFolder } from '../support/model-folder';

let folder: ModelFolder;
let models: LiveModels;
const errors: Error[] = [];

beforeAll(() => {
  folder = makeModelFolder();
  folder.addVersion('other', { relabel: (label) => `other ${label}` });
  folder.addVersion('same');
});
afterAll(() => {
  expect(errors).toEqual([]);
  folder.remove();
});

beforeEach(async () => {
  models = await LiveModels.open({
    folder: folder.path,
    templateCache: 1000,
    suggest: () => null,
    onError: (error) => errors.push(error),
  });
});
afterEach(() => models.close());

function logOf(message: string): EnrichedLog {
  const template = maskMessage(message);
  return { ...openRecord(rawLine(message, null), 0, 1000), masked: template, formId: templateIdOf(template) };
}

const LOGS = 'abcdefghijklmnopqrstuvwxyz'.split('').map((letter) => logOf(`service ${letter} was started`));

function versionsOf(verdicts: Verdicts): (string | null | undefined)[] {
  return verdicts.map((verdict) => verdict?.modelVersion);
}

it('a promoted version answers at once, known templates too, and batches in work end as they began', async () => {
  await models.classify(LOGS.slice(0, 13));
  const other = await models.load('other');
  const inWork = models.classify(LOGS);
  models.use(other);
  const after = models.classify(LOGS);
  expect(new Set(versionsOf(await inWork))).toEqual(new Set([folder.shipped]));
  expect(new Set(versionsOf(await after))).toEqual(new Set(['other']));
  expect((await after).every((verdict) => verdict?.category.startsWith('other '))).toBe(true);
  expect(models.manifest?.version).toBe('other');
});

it('an A/B trial gives a template always to the same version, in about the share that was asked for', async () => {
  models.tryOut(await models.load('other'), 0.3);
  const first = await models.classify(LOGS);
  const again = await models.classify(LOGS.toReversed());
  expect(versionsOf(again).toReversed()).toEqual(versionsOf(first));
  const categories = first.map((verdict) => verdict?.category.replace('other ', ''));
  models.tryOut(null, null);
  expect((await models.classify(LOGS)).map((verdict) => verdict?.category)).toEqual(categories);

  const many = Array.from({ length: 20 }, (_, i) =>
    LOGS.map(({ message }) => logOf(message + ' again'.repeat(i))),
  ).flat();
  models.tryOut(await models.load('other'), 0.3);
  const answered = versionsOf(await models.classify(many)).filter((version) => version === 'other').length;
  expect(answered / many.length).toBeGreaterThan(0.2);
  expect(answered / many.length).toBeLessThan(0.4);
  const counted = [...models.tallyOf('other').answers.values()].reduce((sum, count) => sum + count, 0);
  expect(counted).toBe(answered + versionsOf([...first, ...again]).filter((version) => version === 'other').length);
});

it('a candidate in the shadow is compared and never seen', async () => {
  models.tryOut(await models.load('same'), null);
  expect(new Set(versionsOf(await models.classify(LOGS)))).toEqual(new Set([folder.shipped]));
  await idle(LOGS.length);
  expect(models.tallyOf('same')).toMatchObject({ agreed: LOGS.length, differed: 0, skipped: 0 });
  models.tryOut(await models.load('other'), null);
  const running = [models.classify(LOGS), models.classify(LOGS)];
  for (const verdicts of running) expect(new Set(versionsOf(await verdicts))).toEqual(new Set([folder.shipped]));
  await idle(2 * LOGS.length);
  expect(models.tallyOf('other')).toMatchObject({ agreed: 0, differed: LOGS.length, skipped: LOGS.length });
  expect(models.tallyOfRole('candidate')).toMatchObject({ agreed: LOGS.length, differed: LOGS.length });
});

it('the trial of a version ends when it is promoted', async () => {
  const other = await models.load('other');
  models.tryOut(other, 1);
  models.use(other);
  await models.classify(LOGS);
  expect(models.tallyOfRole('candidate').answers.size).toBe(0);
});

/** Waits until the candidate has compared so many logs in all. */
async function idle(compared: number): Promise<void> {
  const tally = models.tallyOfRole('candidate');
  while (tally.agreed + tally.differed < compared) await new Promise((resolve) => setTimeout(resolve, 5));
}
