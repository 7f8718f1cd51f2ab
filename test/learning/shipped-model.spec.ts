import { join } from 'node:path';
import { maskMessage } from '../../src/core/mask';
import { projectRoot } from '../../src/core/project';
import { DEFAULT_CATEGORIES, TRIAGES } from '../../src/core/verdict';
import { readClassifierModel } from '../../src/classification/bert/classifier-model';
import { SEVERITY_BANDS } from '../../src/classification/bert/heads';
import { readCorpus } from '../../src/learning/corpus';
import { examplesOf, hashOfExamples } from '../../src/learning/examples';

const CATEGORIES = DEFAULT_CATEGORIES.map(({ name }) => name);
const corpus = readCorpus(join(projectRoot(), 'training/corpus'));

describe('the corpus', () => {
  it('has lines of many kinds of software in every category', () => {
    expect(new Set(corpus.map(({ family }) => family)).size).toBeGreaterThanOrEqual(60);
    expect(corpus.length).toBeGreaterThanOrEqual(1000);
    expect([...new Set(corpus.map(({ category }) => category))].sort()).toEqual([...CATEGORIES].sort());
    for (const category of CATEGORIES) {
      const families = corpus.filter((row) => row.category === category).map(({ family }) => family);
      expect(new Set(families).size).toBeGreaterThanOrEqual(50);
    }
  });

  it('has no two lines that are the same after masking', () => {
    const seen = new Map<string, string>();
    const repeated = corpus.flatMap(({ message }) => {
      const template = maskMessage(message);
      const first = seen.get(template);
      seen.set(template, message);
      return first === undefined ? [] : [[first, message]];
    });
    expect(repeated).toEqual([]);
  });

  it('assesses every line without contradiction', () => {
    const wrong = corpus.filter(({ triage, severity }) => {
      if (triage === null || severity === null) return true;
      const [low, high] = SEVERITY_BANDS[triage];
      return severity < low || severity > high;
    });
    expect(wrong).toEqual([]);
  });
});

describe('the shipped model', () => {
  const { manifest, heads } = readClassifierModel(join(projectRoot(), 'models'));

  it('was made from this corpus; if not, train it again as training/README.md says', () => {
    expect(manifest.data).toBe(hashOfExamples(examplesOf(corpus)));
  });

  it('answers with the default categories and our triages', () => {
    expect([...heads.category.labels].sort()).toEqual([...CATEGORIES].sort());
    expect(heads.triage.labels).toEqual(TRIAGES);
  });
});
