import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { projectRoot } from '../../core/project';
import { Encoder, type EncoderOptions } from './encoder';
import { EncoderUnavailable } from './encoder-thread';

const FOLDER = join(projectRoot(), 'models/encoder');
const FAULTY = join(projectRoot(), 'test/learning/faulty-encoder.worker.cjs');

const TEXTS = Array.from({ length: 150 }, (_, i) => `disk ${'very '.repeat(i % 7)}full on host ${String(i)}`);

describe('Encoder', () => {
  let encoder: Encoder;

  function open(options: Partial<EncoderOptions> = {}): Encoder {
    encoder = new Encoder({ folder: FOLDER, ...options });
    return encoder;
  }
  afterEach(() => encoder.close());

  it('gives one vector of length 1 a text, in their order, whatever they are batched with', async () => {
    await open().start();
    const together = await encoder.encode(TEXTS);
    expect(together).toHaveLength(TEXTS.length);
    for (const index of [0, 1, 40, 149]) {
      const [alone] = await encoder.encode([TEXTS[index]!]);
      const vector = together[index]!;
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      vector.forEach((value, i) => {
        expect(value).toBeCloseTo(alone![i]!, 5);
      });
    }
  });

  it('makes calls wait while the model loads', async () => {
    const starting = open().start();
    expect(await encoder.encode(['early'])).toHaveLength(1);
    expect((await starting).dimensions).toBe(384);
  });

  it('finishes what it was given before it ends, and then refuses', async () => {
    await open().start();
    const busy = encoder.encode(TEXTS);
    await encoder.close();
    expect(await busy).toHaveLength(TEXTS.length);
    await expect(encoder.encode(['late'])).rejects.toThrow(new EncoderUnavailable('the encoder is closed'));
  });

  it('refuses calls while too many texts wait, and takes them again later', async () => {
    await open({ maxWaiting: 60 }).start();
    const first = encoder.encode(TEXTS);
    await expect(encoder.encode(['one more'])).rejects.toThrow('more than its limit of 60');
    await first;
    expect(await encoder.encode(['one more'])).toHaveLength(1);
  });

  it('rejects what a crash took with it and starts again', async () => {
    await open({ workerFile: FAULTY, restartMs: 20 }).start();
    const lost = await Promise.allSettled([encoder.encode(['crash']), encoder.encode(TEXTS)]);
    for (const outcome of lost) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(EncoderUnavailable) as unknown });
      expect((outcome as PromiseRejectedResult).reason).toHaveProperty(
        'message',
        expect.stringContaining('injected fault'),
      );
    }
    await expect(encoder.encode(['while down'])).rejects.toThrow('the encoder is down: injected fault');
    let vectors: Float32Array[] | null = null;
    while (vectors === null) {
      await setTimeout(20);
      vectors = await encoder.encode(['back']).catch(() => null);
    }
    expect(vectors).toHaveLength(1);
  });

  it('can be closed while it is down', async () => {
    await open({ workerFile: FAULTY, restartMs: 60_000 }).start();
    await expect(encoder.encode(['crash'])).rejects.toThrow('injected fault');
    await encoder.close();
    await expect(encoder.encode(['x'])).rejects.toThrow('closed');
  });

  describe('with a broken model folder', () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'encoder-'));
      for (const file of ['manifest.json', 'vocab.txt', 'model_int8.onnx']) {
        copyFileSync(join(FOLDER, file), join(folder, file));
      }
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    async function refusal(): Promise<string> {
      return open({ folder })
        .start()
        .then(
          () => 'accepted',
          (error: unknown) => String(error),
        );
    }

    it('accepts an intact copy', async () => {
      expect(await refusal()).toBe('accepted');
    });

    it('refuses a half-written model', async () => {
      truncateSync(join(folder, 'model_int8.onnx'), 10_000_000);
      expect(await refusal()).toMatch(/model_int8\.onnx: broken or half written.*\(10000000 bytes\)/);
    });

    it('refuses a changed vocabulary', async () => {
      const file = join(folder, 'vocab.txt');
      writeFileSync(file, readFileSync(file, 'utf8').replace('hello', 'hullo'));
      expect(await refusal()).toMatch(/vocab\.txt: broken or half written/);
    });

    it('refuses a missing manifest and one of another shape', async () => {
      writeFileSync(join(folder, 'manifest.json'), '{"name": 3}');
      expect(await refusal()).toMatch(/manifest\.json: .*expected string/);
      rmSync(join(folder, 'manifest.json'));
      expect(await refusal()).toMatch(/manifest\.json: cannot be read/);
      await expect(encoder.encode(['x'])).rejects.toThrow('the encoder is down');
    });
  });
});
