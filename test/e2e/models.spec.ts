import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassifiedLogJson } from '../../src/core/log';
import { Trainings } from '../../src/learning/trainings';
import { startTraining, type ModelsAnswer } from '../support/kitchen';
import { makeModelFolder, type ModelFolder } from '../support/model-folder';
import { postJson, requestJson, startTestServer, type TestServer } from '../support/server';

interface Problem {
  readonly code: string;
  readonly detail: string;
}

let own: ModelFolder;
let server: TestServer;

beforeEach(() => {
  own = makeModelFolder();
});
afterEach(async () => {
  await server.stop();
  own.remove();
});

async function modelOf(message: string): Promise<string | null> {
  return (await postJson<ClassifiedLogJson>(`${server.url}/classify`, { message })).body.modelVersion;
}

async function models(): Promise<ModelsAnswer> {
  return (await requestJson<ModelsAnswer>(`${server.url}/models`)).body;
}

describe('a promotion', () => {
  it('refuses a broken version, lists it with its problem, and keeps the one that answers', async () => {
    own.addVersion('broken');
    truncateSync(join(own.path, 'classifier/broken/head.json'), 1000);
    own.addVersion('half');
    rmSync(join(own.path, 'classifier/half/manifest.json'));
    server = await startTestServer({ MODEL_DIR: own.path });
    for (const version of ['broken', 'half']) {
      expect(await postJson<Problem>(`${server.url}/models/${version}/promote`, { force: true })).toMatchObject({
        status: 422,
        body: { code: 'broken_model', detail: expect.stringContaining(version) as string },
      });
    }
    expect(await postJson(`${server.url}/models/nobody/promote`, {})).toMatchObject({ status: 404 });
    const listed = await models();
    expect(listed.current).toBe(own.shipped);
    expect(listed.models.at(-1)).toMatchObject({
      version: 'half',
      problem: expect.stringContaining('manifest') as string,
    });
    expect(await modelOf('the cook chills the peas')).toBe(own.shipped);
  });
});

describe('the frozen check', () => {
  it('decides which version is worse, and force overrules it', async () => {
    const check = join(own.path, 'check.csv');
    writeFileSync(check, 'message,category\nuser 7 logged in,User Action\ndisk 91 % full,Resource Usage\n');
    own.addVersion('worse', {
      relabel: (label) => (label === 'Error' ? 'User Action' : label === 'User Action' ? 'Error' : label),
    });
    own.addVersion('as-good', { macroF1: 0 });
    server = await startTestServer({ MODEL_DIR: own.path, FROZEN_CHECK: check });
    const refused = await postJson<Problem>(`${server.url}/models/worse/promote`, {});
    expect(refused).toMatchObject({ status: 409, body: { code: 'worse_model' } });
    expect(refused.body.detail).toMatch(
      /^worse is worse than .*: macro-F1 0\.\d{4} instead of 1\.0000 on the frozen check/,
    );
    expect(await postJson(`${server.url}/models/as-good/promote`, {})).toMatchObject({ status: 200 });
    expect(await postJson(`${server.url}/models/worse/promote`, { force: true })).toMatchObject({ status: 200 });
    rmSync(check);
    expect(await postJson<Problem>(`${server.url}/models/as-good/promote`, {})).toMatchObject({
      status: 409,
      body: { code: 'no_frozen_check', detail: expect.stringContaining('check.csv') as string },
    });
  });

  it('gives way to the held-out results when there is none', async () => {
    own.addVersion('worse', { macroF1: 0.1 });
    own.addVersion('better', { macroF1: 0.99 });
    server = await startTestServer({ MODEL_DIR: own.path });
    expect(await postJson<Problem>(`${server.url}/models/worse/promote`, {})).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/macro-F1 0\.1000 instead of 0\.\d{4} on held-out family/) as string },
    });
    expect(await postJson(`${server.url}/models/better/promote`, {})).toMatchObject({ status: 200 });
  });
});

describe('a restart', () => {
  it('goes on with the trial, and a stop in the middle of a training cancels it', async () => {
    own.addVersion('tried');
    server = await startTestServer({ MODEL_DIR: own.path });
    await postJson(`${server.url}/models/tried/candidate`, { share: 1 });
    const { body } = await startTraining(server.url, { withCorpus: true, name: 'never' });
    const trainings = server.app.get(Trainings, { strict: false });
    await server.stop();
    expect(trainings.find(body.id)).toMatchObject({ state: 'cancelled', version: null });
    server = await startTestServer({ MODEL_DIR: own.path });
    const listed = await models();
    expect(listed).toMatchObject({ current: own.shipped, candidate: { version: 'tried', share: 1 } });
    expect(listed.models.map(({ version }) => version)).not.toContain('never');
    expect(await modelOf('the cook chills the melon')).toBe('tried');
  });

  it('does without a candidate that is broken', async () => {
    own.addVersion('tried');
    writeFileSync(
      join(own.path, 'current.json'),
      JSON.stringify({ version: own.shipped, previous: null, candidate: { version: 'tried', share: 1 } }),
    );
    truncateSync(join(own.path, 'classifier/tried/head.json'), 10);
    server = await startTestServer({ MODEL_DIR: own.path });
    expect(await modelOf('the cook chills the melon')).toBe(own.shipped);
  });
});
