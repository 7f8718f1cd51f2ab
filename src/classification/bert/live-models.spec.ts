import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EnrichedLog } from '../../core/log';
import { maskMessage } from '../../core/mask';
import { projectRoot } from '../../core/project';
import { openRecord, rawLine } from '../../core/record';
import { isObject } from '../../core/json';
import { currentSchema, modelPaths } from './classifier-model';
import { LiveModels } from './live-models';
import { readModelJson } from './model-file';

const MODELS = join(projectRoot(), 'models');
const FAULTY = join(projectRoot(), 'test/learning/faulty-encoder.worker.cjs');

function logOf(message: string): EnrichedLog {
  const template = maskMessage(message);
  return { ...openRecord(rawLine(message, null), 0, 1000), masked: template, formId: template };
}

describe('LiveModels', () => {
  describe('with the shipped model', () => {
    let bert: LiveModels;
    const errors: Error[] = [];

    beforeAll(async () => {
      bert = await LiveModels.open({
        folder: MODELS,
        templateCache: 100,
        suggest: (category, triage, template) => `${category} ${triage}: ${template}`,
        onError: (error) => errors.push(error),
      });
    });
    afterAll(() => bert.close());

    it.each([
      ['User 90071 logged in.', 'User Action', 'normal'],
      ['USER 4 LOGGED IN', 'User Action', 'normal'],
      ['nine failed sign-ins for account u-77 within one minute', 'Security Alert', 'preventive_action'],
      ['GET /v2/servers/detail 200 77 bytes 0.9 s', 'HTTP Status', 'normal'],
      ['escalation of case 11 stopped: assigned agent left the team', 'Workflow Error', 'preventive_action'],
      [
        'BulkMailer v3 will be removed in release 12, switch to CampaignApi',
        'Deprecation Warning',
        'preventive_action',
      ],
      ['raid array md7 failed, volume offline', 'Critical Error', 'incident'],
      ['queue depth 88 of 100', 'Resource Usage', null],
      ['Connection timed out while reading from upstream', 'Error', 'preventive_action'],
      ['Nightly backup completed successfully', 'System Notification', 'normal'],
    ])('%s', async (message, category, triage) => {
      const [verdict] = await bert.classify([logOf(message)]);
      expect(verdict).toMatchObject({
        category,
        decidedBy: 'bert',
        ruleId: null,
        modelVersion: bert.manifest?.version,
      });
      if (triage !== null) expect(verdict).toMatchObject({ triage });
      expect(verdict?.confidence).toBeGreaterThan(0.3);
      expect(errors).toEqual([]);
    });

    it('gives logs of one template one verdict, in the order of the logs', async () => {
      const messages = ['disk 91 % full', 'user 7 logged out', 'disk 17 % full'];
      const verdicts = await bert.classify(messages.map(logOf));
      expect(verdicts.map((verdict) => verdict?.category)).toEqual(['Resource Usage', 'User Action', 'Resource Usage']);
      expect(verdicts[2]).toBe(verdicts[0]);
    });

    it('asks for a suggestion by the template, because the verdict is shared', async () => {
      const [verdict] = await bert.classify([logOf('disk 91 % full')]);
      expect(verdict?.suggestion).toBe(`Resource Usage ${verdict?.triage ?? ''}: disk <NUM> % full`);
    });

    it('answers many templates at once', async () => {
      const words = ['alpha', 'beta', 'gamma', 'delta', 'kappa'];
      const logs = words.flatMap((a) => words.map((b) => logOf(`service ${a} connected to ${b}`)));
      const verdicts = await bert.classify([...logs, ...logs.map(({ message }) => logOf(`${message} again`))]);
      expect(verdicts).toHaveLength(50);
      expect(verdicts).not.toContain(null);
    });
  });

  describe('in trouble', () => {
    const errors: string[] = [];
    const onError = (error: Error): void => {
      errors.push(error.message);
    };
    const suggest = (): null => null;
    let bert: LiveModels;
    let folder: string;

    beforeEach(() => {
      errors.length = 0;
      folder = mkdtempSync(join(tmpdir(), 'models-'));
      cpSync(MODELS, folder, { recursive: true });
    });
    afterEach(async () => {
      await bert.close();
      rmSync(folder, { recursive: true });
    });

    function headFile(): string {
      const { version } = readModelJson(modelPaths.current(folder), currentSchema);
      return join(modelPaths.version(folder, version), 'head.json');
    }

    async function expectNoAnswers(reported: RegExp): Promise<void> {
      bert = await LiveModels.open({ folder, templateCache: 100, suggest, onError });
      expect(await bert.classify([logOf('a'), logOf('b')])).toEqual([null, null]);
      expect(await bert.classify([logOf('c')])).toEqual([null]);
      expect(bert.manifest).toBeNull();
      expect(errors).toEqual([expect.stringMatching(reported)]);
    }

    it('leaves logs open and says so once when there is no classifier', async () => {
      rmSync(join(folder, 'current.json'));
      await expectNoAnswers(/current\.json: cannot be read/);
    });

    it('refuses a changed head', async () => {
      writeFileSync(headFile(), readFileSync(headFile(), 'utf8').replace('"temperature": 0.', '"temperature": 1.'));
      await expectNoAnswers(/head\.json: broken or half written/);
    });

    it('refuses a half-written encoder', async () => {
      writeFileSync(join(folder, 'encoder/model_int8.onnx'), Buffer.alloc(1000));
      await expectNoAnswers(/model_int8\.onnx: broken or half written/);
    });

    it('refuses heads of another encoder', async () => {
      const file = join(headFile(), '../manifest.json');
      const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (!isObject(manifest)) throw new Error('no manifest');
      writeFileSync(file, JSON.stringify({ ...manifest, encoder: '0'.repeat(64) }));
      await expectNoAnswers(/was trained on encoder 0+, but [0-9a-f]{64} is installed/);
    });

    it('leaves logs open while the encoder is down, says so once an outage, and recovers', async () => {
      bert = await LiveModels.open({
        folder,
        templateCache: 100,
        suggest,
        onError,
        encoder: { workerFile: FAULTY, restartMs: 20 },
      });
      expect(await bert.classify([logOf('crash')])).toEqual([null]);
      expect(await bert.classify([logOf('user 7 logged in')])).toEqual([null]);
      expect(errors).toEqual([expect.stringContaining('injected fault')]);
      while ((await bert.classify([logOf('user 7 logged in')]))[0] === null) await setTimeout(20);
      expect(errors).toHaveLength(1);
      expect(await bert.classify([logOf('crash')])).toEqual([null]);
      expect(errors).toHaveLength(2);
    });
  });
});
