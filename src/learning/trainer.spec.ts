import { Heads } from '../classification/bert/heads';
import type { LabelledRow } from './corpus';
import { train, type TrainProgress } from './trainer';

const VERBS: Record<string, string[]> = {
  Oven: ['heats', 'bakes', 'roasts', 'grills'],
  Fridge: ['cools', 'freezes', 'chills', 'ices'],
};
const THINGS = ['bread', 'fish', 'soup', 'cake', 'rice', 'corn'];
const WORDS = [...Object.values(VERBS).flat(), ...THINGS];

/** A bag of words instead of the encoder: what is to be tested is how heads are made of vectors. */
function encode(texts: readonly string[]): Promise<Float32Array[]> {
  return Promise.resolve(
    texts.map((text) => Float32Array.from(WORDS, (word) => (text.toLowerCase().includes(word) ? 0.5 : 0))),
  );
}

function rowsOf(extra: (category: string, index: number) => Partial<LabelledRow> = () => ({})): LabelledRow[] {
  return Object.entries(VERBS).flatMap(([category, verbs]) =>
    THINGS.flatMap((thing, family) =>
      verbs.map((verb, index) => ({
        message: `${verb} ${thing} number ${String(index)}`,
        category,
        triage: category === 'Oven' ? ('preventive_action' as const) : ('normal' as const),
        severity: category === 'Oven' ? 6 : 1,
        family: `kitchen-${String(family)}`,
        ...extra(category, index),
      })),
    ),
  );
}

async function predict(head: Parameters<typeof Heads.decode>[0], text: string): Promise<unknown> {
  const [vector] = await encode([text]);
  return Heads.decode(head).predict(vector!, text);
}

describe('train', () => {
  it('learns any label set, and its metrics hold on families that were held out', async () => {
    const { head, metrics, examples } = await train(rowsOf(), { encode });
    expect(head.category.labels).toEqual(['Fridge', 'Oven']);
    expect(examples).toBe(48);
    expect(metrics).toMatchObject({ heldOut: 'family', folds: 5 });
    expect(metrics.evaluation.category.macroF1).toBe(1);
    expect(metrics.evaluation.severityError).toBe(0);
    expect(await predict(head, 'grills ham')).toMatchObject({
      category: 'Oven',
      triage: 'preventive_action',
      severity: 6,
    });
    expect(await predict(head, 'Chills ham')).toMatchObject({ category: 'Fridge', triage: 'normal', severity: 1 });
  });

  it('gives the same heads for the same rows', async () => {
    expect(await train(rowsOf(), { encode })).toEqual(await train(rowsOf(), { encode }));
  });

  it('counts rows once that are the same after masking', async () => {
    const rows = rowsOf();
    const copies = rows.map((row) => ({ ...row, message: row.message.replace(/\d/, '12345') }));
    const once = await train(rows, { encode });
    expect(await train([...rows, ...copies], { encode })).toEqual(once);
  });

  it('says that it cannot tell when labels are noise', async () => {
    const rows = rowsOf((_, index) => ({ category: index % 2 === 0 ? 'Oven' : 'Fridge' }));
    const noise = rows.map((row) => ({ ...row, message: row.message.split(' ')[1] ?? '' }));
    const { metrics } = await train(noise, { encode });
    expect(metrics.evaluation.category.accuracy).toBeLessThan(0.7);
  });

  it('holds out texts when there are too few families', async () => {
    const { metrics } = await train(
      rowsOf(() => ({ family: 'one file' })),
      { encode },
    );
    expect(metrics.heldOut).toBe('text');
  });

  it('derives a missing triage from the severity and the other way round', async () => {
    const bySeverity = await train(
      rowsOf(() => ({ triage: null })),
      { encode },
    );
    expect(await predict(bySeverity.head, 'roasts')).toMatchObject({ triage: 'preventive_action', severity: 6 });
    const byTriage = await train(
      rowsOf(() => ({ severity: null })),
      { encode },
    );
    expect(await predict(byTriage.head, 'roasts')).toMatchObject({ triage: 'preventive_action', severity: 5 });
  });

  it('takes triage and severity from the base when no row has them', async () => {
    const { head: base } = await train(rowsOf(), { encode });
    const bare = rowsOf((category) => ({
      triage: null,
      severity: null,
      category: category === 'Oven' ? 'hot' : 'cold',
    }));
    const { head, metrics } = await train(bare, { encode, base });
    expect(metrics.evaluation).toMatchObject({ triage: null, severityError: null });
    expect(await predict(head, 'bakes')).toMatchObject({ category: 'hot', triage: 'preventive_action', severity: 6 });
    await expect(train(bare, { encode })).rejects.toThrow('no row has a triage or a severity');
  });

  it('reports progress in its three phases', async () => {
    const seen: TrainProgress[] = [];
    await train(rowsOf(), { encode }, (progress) => seen.push(progress));
    expect(seen[0]).toEqual({ phase: 'encode', done: 0, total: 48 });
    expect(seen).toContainEqual({ phase: 'encode', done: 48, total: 48 });
    expect(seen).toContainEqual({ phase: 'evaluate', done: 5, total: 5 });
    expect(seen.at(-1)).toEqual({ phase: 'fit', done: 1, total: 1 });
  });

  it('refuses what cannot be learned from', async () => {
    await expect(train([], { encode })).rejects.toThrow('at least two categories');
    const odd = { ...rowsOf()[0]!, message: 'hums', category: 'Lamp' };
    await expect(train([...rowsOf(), odd], { encode })).rejects.toThrow('too few: Lamp');
  });
});
