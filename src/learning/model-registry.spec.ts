import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readClassifierModel } from '../classification/bert/classifier-model';
import { ModelRegistry, type SaveOptions } from './model-registry';
import { train, type Trained } from './trainer';

const OPTIONS: SaveOptions = {
  createdAt: new Date('2026-03-04T05:06:07Z'),
  encoder: 'a'.repeat(64),
  options: { corpus: 'toy' },
};

describe('ModelRegistry', () => {
  let folder: string;
  let registry: ModelRegistry;
  let trained: Trained;

  beforeAll(async () => {
    const rows = ['red', 'dark red', 'blue', 'dark blue'].map((message) => ({
      message,
      category: message.includes('red') ? 'Red' : 'Blue',
      triage: 'normal' as const,
      severity: 2,
      family: null,
    }));
    trained = await train(rows, {
      encode: (texts) => Promise.resolve(texts.map((text) => Float32Array.of(text.includes('red') ? 1 : -1))),
    });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'registry-'));
    registry = new ModelRegistry(folder);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is empty at first', () => {
    expect(registry.list()).toEqual([]);
    expect(registry.current()).toBeNull();
  });

  it('keeps versions and answers with the promoted one', () => {
    const first = registry.save(trained, OPTIONS);
    expect(first.version).toMatch(/^20260304-[0-9a-f]{8}$/);
    expect(registry.current()).toBeNull();
    registry.promote(first.version);
    const later = { ...OPTIONS, createdAt: new Date('2026-03-05T00:00:00Z') };
    const second = registry.save(trained, { ...later, version: 'a-second' });
    expect(registry.list().map(({ manifest }) => manifest)).toEqual([first, second]);
    expect(registry.current()).toBe(first.version);
    registry.promote('a-second');
    expect(registry.current()).toBe('a-second');
    const { manifest, heads } = readClassifierModel(folder);
    expect(manifest).toEqual(second);
    expect(heads.predict(Float32Array.of(1), '')).toMatchObject({ category: 'Red', triage: 'normal', severity: 2 });
    expect(registry.head('a-second')).toEqual(trained.head);
  });

  it('remembers the version before, so that one can go back, and the one that is tried', () => {
    for (const version of ['a', 'b', 'c']) registry.save(trained, { ...OPTIONS, version });
    registry.promote('a');
    registry.promote('b');
    registry.promote('b');
    expect(registry.roles()).toEqual({ version: 'b', previous: 'a', candidate: null });
    registry.setCandidate({ version: 'c', share: 0.1 });
    registry.promote('a');
    expect(registry.roles()).toEqual({ version: 'a', previous: 'b', candidate: { version: 'c', share: 0.1 } });
    registry.promote('c');
    expect(registry.roles()).toEqual({ version: 'c', previous: 'a', candidate: null });
  });

  it('reads the file that earlier releases wrote', () => {
    writeFileSync(join(folder, 'current.json'), '{"version":"old"}');
    expect(registry.roles()).toEqual({ version: 'old', previous: null, candidate: null });
  });

  it('does not overwrite a version', () => {
    registry.save(trained, OPTIONS);
    expect(() => registry.save(trained, OPTIONS)).toThrow('exists already');
  });

  it('refuses a version that is no plain name', () => {
    expect(() => registry.save(trained, { ...OPTIONS, version: '../escape' })).toThrow('plain name');
    expect(registry.list()).toEqual([]);
  });

  it('does not see a draft that a crash left behind, and writes over it', () => {
    mkdirSync(join(folder, 'classifier/.draft-v1'), { recursive: true });
    writeFileSync(join(folder, 'classifier/.draft-v1/head.json'), 'half');
    expect(registry.list()).toEqual([]);
    registry.save(trained, { ...OPTIONS, version: 'v1' });
    expect(registry.list().map(({ version }) => version)).toEqual(['v1']);
    registry.promote('v1');
  });

  describe('with a good and a broken version', () => {
    beforeEach(() => {
      registry.save(trained, { ...OPTIONS, version: 'good' });
      registry.promote('good');
      registry.save(trained, { ...OPTIONS, version: 'broken' });
    });

    function expectRefusal(problem: RegExp): void {
      expect(() => {
        registry.promote('broken');
      }).toThrow(problem);
      expect(registry.current()).toBe('good');
      expect(readClassifierModel(folder).manifest.version).toBe('good');
    }

    it('lists a broken version with what is wrong', () => {
      writeFileSync(join(folder, 'classifier/broken/manifest.json'), '{"ver');
      expect(registry.list()).toEqual([
        expect.objectContaining({ version: 'good', problem: null }),
        { version: 'broken', manifest: null, problem: expect.stringContaining('not JSON') as string },
      ]);
    });

    it('refuses a half-written head', () => {
      truncateSync(join(folder, 'classifier/broken/head.json'), 100);
      expectRefusal(/head\.json: broken or half written/);
    });

    it('refuses a manifest that is no manifest', () => {
      writeFileSync(join(folder, 'classifier/broken/manifest.json'), '{"version":"broken"}');
      expectRefusal(/manifest\.json: .*Invalid input/s);
      writeFileSync(join(folder, 'classifier/broken/manifest.json'), '{"ver');
      expectRefusal(/manifest\.json: not JSON/);
    });

    it('refuses a copy under another name', () => {
      const copy = readFileSync(join(folder, 'classifier/good/manifest.json'));
      writeFileSync(join(folder, 'classifier/broken/manifest.json'), copy);
      expectRefusal(/manifest\.json: is of version good/);
    });

    it('refuses a missing head', () => {
      rmSync(join(folder, 'classifier/broken/head.json'));
      expectRefusal(/head\.json: cannot be read/);
    });
  });
});
