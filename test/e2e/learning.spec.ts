import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassifiedLogJson } from '../../src/core/log';
import { modelListSchema, modelReportSchema, trainingSchema } from '../../src/ingestion/http/learning/model-schemas';
import { kitchenCsv, kitchenRows, trainingEnd, type ModelsAnswer, type TrainingAnswer } from '../support/kitchen';
import { makeModelFolder, type ModelFolder } from '../support/model-folder';
import { logsieve } from '../support/process';
import {
  eventually,
  post,
  postJson,
  requestJson,
  startTestServer,
  type Answered,
  type TestServer,
} from '../support/server';
import { xlsx } from '../support/zip';

interface Problem {
  code: string;
  detail: string;
}

// Several trainings, each with an encoder of its own.
jest.setTimeout(120_000);

let folder: ModelFolder;
let server: TestServer;

beforeAll(() => {
  folder = makeModelFolder();
});
afterAll(() => {
  folder.remove();
});

async function classify(message: string): Promise<ClassifiedLogJson> {
  return (await postJson<ClassifiedLogJson>(`${server.url}/classify`, { message })).body;
}

async function models(): Promise<ModelsAnswer> {
  return (await requestJson<ModelsAnswer>(`${server.url}/models`)).body;
}

async function finished(answer: Promise<Answered<TrainingAnswer>>): Promise<TrainingAnswer> {
  const { status, headers, body } = await answer;
  trainingSchema.parse(body);
  expect({ status, body }).toMatchObject({ status: 202, body: { state: 'running' } });
  const location = headers.get('location');
  expect(location).toBe(`/models/train/${body.id}`);
  return trainingEnd(server.url, body.id);
}

function trainForm(
  name: string,
  content: string | Buffer,
  fields: Record<string, string>,
): Promise<Answered<TrainingAnswer>> {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  return requestJson<TrainingAnswer>(`${server.url}/models/train`, { method: 'POST', body: form });
}

describe('the story of a model', () => {
  beforeAll(async () => {
    server = await startTestServer({ MODEL_DIR: folder.path });
  });
  afterAll(() => server.stop());

  it('train, look, promote, serve, hear what people say, train again, roll back', async () => {
    const rows = join(folder.path, 'kitchen.csv');
    writeFileSync(rows, kitchenCsv());
    const env = { MODEL_DIR: folder.path, DATABASE_URL: server.db.url };

    const trained = await logsieve(['train', rows, '--name', 'kitchen-1', '--promote'], { env });
    expect(trained.stdout).toMatch(/judged on held-out texts:[^]*36 lines: accuracy[^]*version kitchen-1 is saved/);
    expect(trained.stderr).toMatch(/kitchen-1, [\d.]+, cannot be compared with that of .*: they know other categories/);
    expect(trained.code).toBe(1);

    const report = await requestJson<{ metrics: { evaluation: { category: { count: number } } } }>(
      `${server.url}/models/kitchen-1/report`,
    );
    modelReportSchema.parse(report.body);
    expect(report.body.metrics.evaluation.category.count).toBe(36);
    const before = await classify('the cook bakes the waffles');
    expect(before.modelVersion).toBe(folder.shipped);

    expect(await postJson<Problem>(`${server.url}/models/kitchen-1/promote`, {})).toMatchObject({
      status: 409,
      body: { code: 'not_comparable' },
    });
    const promoted = await postJson<ModelsAnswer>(`${server.url}/models/kitchen-1/promote`, { force: true });
    modelListSchema.parse(promoted.body);
    expect(promoted).toMatchObject({ status: 200, body: { current: 'kitchen-1', previous: folder.shipped } });

    const served = await classify('the cook bakes the waffles');
    expect(served).toMatchObject({ templateId: before.templateId, modelVersion: 'kitchen-1', category: 'Oven' });
    const judged = await logsieve(['evaluate', rows, '--json'], { env });
    expect(JSON.parse(judged.stdout)).toMatchObject({ category: { count: 36, accuracy: 1 }, stages: { bert: 36 } });

    for (const message of ['the cook fries the eggs', 'the cook fries the fish']) {
      const { id, category } = await classify(message);
      const given = await postJson(`${server.url}/feedback`, { logId: id, category: 'Stove', who: 'mara' });
      expect(given).toMatchObject({ status: 201 });
      expect(given.body).toMatchObject({ message, category: 'Stove', known: false, modelVersion: 'kitchen-1' });
      expect(given.body).toMatchObject({ logId: id, answeredCategory: category, who: 'mara' });
    }
    await postJson(`${server.url}/feedback`, { logId: served.id, category: 'Oven' });

    const again = await finished(trainForm('kitchen.csv', kitchenCsv(), { name: 'kitchen-2', promote: 'true' }));
    expect(again).toMatchObject({ state: 'done', rows: 39, version: 'kitchen-2', promoted: false });
    expect(again.problem).toContain('they know other categories');
    await postJson(`${server.url}/models/kitchen-2/promote`, { force: true });
    expect(await classify('the cook fries the eggs')).toMatchObject({ category: 'Stove', modelVersion: 'kitchen-2' });

    const back = await requestJson<ModelsAnswer>(`${server.url}/models/rollback`, { method: 'POST' });
    expect(back).toMatchObject({ status: 200, body: { current: 'kitchen-1', previous: 'kitchen-2' } });
    expect(await classify('the cook fries the eggs')).toMatchObject({ modelVersion: 'kitchen-1' });
    expect(await requestJson(`${server.url}/classify/${served.id}`)).toMatchObject({
      body: { modelVersion: 'kitchen-1' },
    });
    const { body } = await requestJson(`${server.url}/models/kitchen-1/report`);
    expect(body).toMatchObject({ model: { roles: ['current'] }, feedback: { given: 3, agreed: 1 } });
    expect(body).toMatchObject({ live: { answers: { Oven: expect.any(Number) as number } } });

    const byCli = ['train', rows, '--with-feedback', '--name', 'kitchen-3', '--promote', '--force'];
    expect((await logsieve(byCli, { env })).stdout).toMatch(/39 lines[^]*it answers from the next start on/);
  });

  it('tries a candidate in the shadow and on a share, and shows how it does', async () => {
    const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();
    const current = (await models()).current!;
    const candidate = `${server.url}/models/${folder.shipped}/candidate`;
    expect(await postJson(candidate, { shadow: true })).toMatchObject({
      status: 200,
      body: { candidate: { version: folder.shipped, share: null } },
    });
    expect(await classify('the cook chills the melon')).toMatchObject({ modelVersion: current });
    await eventually(metrics, (text) => text.includes('logsieve_model_shadow_total{result="differed"} 1'));
    expect(await metrics()).toMatch(/logsieve_model_answers_total\{role="candidate",category="[^"]+"\} 1/);

    await postJson(candidate, { share: 1 });
    expect(await classify('the cook chills the melon')).toMatchObject({ modelVersion: folder.shipped });
    await requestJson(candidate, { method: 'DELETE' });
    expect(await classify('the cook chills the melon')).toMatchObject({ modelVersion: current });
    expect(await requestJson(`${server.url}/models/${folder.shipped}/report`)).toMatchObject({
      body: { live: { shadow: { agreed: 0, differed: 1, skipped: 0 } } },
    });
    for (const [version, body, status, code] of [
      [current, { shadow: true }, 409, 'is_current'],
      ['nobody', { share: 0.5 }, 404, 'unknown_model'],
      [folder.shipped, { share: 2 }, 400, 'bad_trial'],
      [folder.shipped, {}, 400, 'bad_trial'],
    ] as const) {
      expect(await postJson(`${server.url}/models/${version}/candidate`, body)).toMatchObject({
        status,
        body: { code },
      });
    }
    expect(await requestJson(candidate, { method: 'DELETE' })).toMatchObject({ status: 409 });
  });

  it('takes rows as JSON, NDJSON and XLSX', async () => {
    const rows = kitchenRows();
    const json = postJson<TrainingAnswer>(`${server.url}/models/train`, { rows, name: 'as-json', withFeedback: false });
    expect(await finished(json)).toMatchObject({ state: 'done', rows: 36, version: 'as-json' });
    const lines = rows.map((row) => JSON.stringify(row)).join('\n');
    const ndjson = post<TrainingAnswer>(`${server.url}/models/train?name=as-ndjson`, 'application/x-ndjson', lines);
    expect(await finished(ndjson)).toMatchObject({ state: 'done', rows: 39, version: 'as-ndjson' });
    const sheet = xlsx([
      ['Message', 'Target Label'],
      ...rows.map(({ message, target_label }) => [message, target_label]),
    ]);
    const form = trainForm('rows.xlsx', sheet, { name: 'as-xlsx', withFeedback: 'no' });
    expect(await finished(form)).toMatchObject({ state: 'done', rows: 36, version: 'as-xlsx' });
    const listed = (await models()).models.map(({ version }) => version);
    expect(listed).toEqual(expect.arrayContaining(['as-json', 'as-ndjson', 'as-xlsx']));
  });

  it('says what is wrong with a training', async () => {
    const train = `${server.url}/models/train`;
    const cases: [unknown, number, RegExp][] = [
      [{ rows: [{ message: 'a' }], withFeedback: false }, 400, /row 1: the label is empty/],
      [{ rows: [], withFeedback: false }, 400, /nothing to learn/],
      [{ rows: 'x' }, 400, /rows: must be a list/],
      [{ rows: [], name: '../x' }, 400, /name: must be a plain name/],
      [{ rows: [], name: 'as-json' }, 409, /as-json exists already/],
      [{ rows: [], nonsense: 1 }, 400, /nonsense/],
    ];
    for (const [body, status, detail] of cases) {
      expect(await postJson<Problem>(train, body)).toMatchObject({
        status,
        body: { detail: expect.stringMatching(detail) as string },
      });
    }
    const one = postJson<TrainingAnswer>(train, { rows: [{ message: 'a', category: 'b' }], withFeedback: false });
    expect(await finished(one)).toMatchObject({ state: 'failed', problem: 'training needs at least two categories' });
    const running = postJson<TrainingAnswer>(train, { rows: kitchenRows(), name: 'one' });
    const [first, second] = await Promise.all([
      running,
      postJson<Problem>(train, { rows: kitchenRows(), name: 'two' }),
    ]);
    expect([first.status, second.status].sort()).toEqual([202, 409]);
    await finished(Promise.resolve(first.status === 202 ? first : (second as unknown as Answered<TrainingAnswer>)));
    expect(await requestJson(`${train}/nothing`)).toMatchObject({ status: 404 });
  });
});
