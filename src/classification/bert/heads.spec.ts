import { TRIAGES, type Triage } from '../../core/verdict';
import { ClassHead } from './class-head';
import { headSchema } from './head-file';
import { Heads, SEVERITIES } from './heads';
import { LinearHead } from './linear-head';

/** A head over one-hot vectors of three numbers: `scores[i]` are the scores that input `i` gives. */
function headOf<L extends string | number>(labels: readonly L[], scores: readonly (readonly number[])[]): ClassHead<L> {
  const weights = labels.flatMap((_, output) => scores.map((row) => row[output] ?? 0));
  return new ClassHead(labels, new LinearHead(Float32Array.from(weights), new Float32Array(labels.length)));
}

const CATEGORIES = ['calm', 'loud'];
const ANY: readonly Triage[] = TRIAGES;

function headsOf(severityScores: readonly number[], triages: readonly (readonly Triage[])[] = [ANY, ANY]): Heads {
  return new Heads(
    headOf(CATEGORIES, [
      [2, 0],
      [0, 2],
      [0, 0],
    ]),
    headOf(TRIAGES, [
      [0, 0, 5],
      [5, 4, 0],
      [0, 5, 0],
    ]),
    headOf(SEVERITIES, [severityScores, severityScores, severityScores]),
    triages,
    null,
  );
}

const CALM = Float32Array.of(1, 0, 0);
const LOUD = Float32Array.of(0, 1, 0);
const FLAT = SEVERITIES.map(() => 0);

describe('Heads', () => {
  it('answers with the most probable labels', () => {
    const prediction = headsOf(FLAT).predict(CALM, '');
    expect(prediction).toMatchObject({ category: 'calm', triage: 'normal' });
    expect(prediction.confidence).toBeCloseTo(1 / (1 + Math.exp(-2)));
  });

  it('is less certain with a higher temperature and answers the same', () => {
    const warm = headsOf(FLAT).withTemperature(4).predict(CALM, '');
    expect(warm.category).toBe('calm');
    expect(warm.confidence).toBeCloseTo(1 / (1 + Math.exp(-0.5)));
  });

  it('takes the best triage that the category may have', () => {
    expect(headsOf(FLAT).predict(LOUD, '').triage).toBe('incident');
    expect(headsOf(FLAT, [ANY, ['preventive_action', 'normal']]).predict(LOUD, '').triage).toBe('preventive_action');
  });

  it('answers the median severity', () => {
    // Two thirds of the mass on 1 and 2, the rest on 4.
    const scores = SEVERITIES.map((severity) => ([1, 2, 4].includes(severity) ? 0 : -50));
    expect(headsOf(scores).predict(CALM, '').severity).toBe(2);
  });

  it.each([
    [CALM, 'normal', 4],
    [LOUD, 'incident', 10],
    [Float32Array.of(0, 0, 1), 'preventive_action', 8],
  ])('keeps a high severity within the band of the triage', (vector, triage, severity) => {
    const high = SEVERITIES.map((value) => value * 10);
    expect(headsOf(high).predict(vector, '')).toMatchObject({ triage, severity });
  });

  it.each([
    [CALM, 'normal', 1],
    [LOUD, 'incident', 7],
    [Float32Array.of(0, 0, 1), 'preventive_action', 3],
  ])('keeps a low severity within the band of the triage', (vector, triage, severity) => {
    const low = SEVERITIES.map((value) => value * -10);
    expect(headsOf(low).predict(vector, '')).toMatchObject({ triage, severity });
  });

  it('refuses an embedding that is not made of numbers', () => {
    expect(() => headsOf(FLAT).predict(Float32Array.of(NaN, 0, 0), '')).toThrow('not numbers');
  });

  it('comes back from its file as it was', () => {
    const heads = headsOf(FLAT, [ANY, ['normal']]).withTemperature(0.7);
    const file = headSchema.parse(JSON.parse(JSON.stringify(heads.encode())));
    for (const vector of [CALM, LOUD, Float32Array.of(0.1, -0.7, 0.3)]) {
      expect(Heads.decode(file).predict(vector, '')).toEqual(heads.predict(vector, ''));
    }
  });

  it('refuses a file whose parts do not fit together', () => {
    const file = headsOf(FLAT).encode();
    expect(() => Heads.decode({ ...file, dimensions: 4 })).toThrow('a layer is 2 × 3, expected 2 × 4');
    expect(() => Heads.decode({ ...file, triage: { ...file.triage, labels: ['a', 'b', 'c'] } })).toThrow(
      '"a" is no triage',
    );
    expect(() => Heads.decode({ ...file, severity: { ...file.severity, labels: ['1', '2'] } })).toThrow('1 to 10');
    expect(() => Heads.decode({ ...file, triagesOfCategory: [['normal']] })).toThrow('triagesOfCategory');
    expect(() => Heads.decode({ ...file, category: { ...file.category, bias: '' } })).toThrow('do not fit');
  });
});
