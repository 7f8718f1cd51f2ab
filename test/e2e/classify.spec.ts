import { gzipSync } from 'node:zlib';
import type { ClassifiedLogJson } from '../../src/core/log';
import { post, postJson, requestJson, startTestServer, upload, type TestServer } from '../support/server';
import { xlsx } from '../support/zip';

const ADMIN = '127.0.0.1 - - [30/Jul/2025:06:25:10 +0000] "GET /admin HTTP/1.1" 403 462';

interface BatchResult {
  results: (ClassifiedLogJson & { error?: { code: string; detail: string }; index?: number })[];
  summary: Record<string, unknown>;
}

let server: TestServer;
let batch: string;

beforeAll(async () => {
  server = await startTestServer();
  batch = `${server.url}/classify/batch`;
});

afterAll(() => server.stop());

describe('POST /classify', () => {
  it('answers the nginx line as the contract says, and stores it', async () => {
    const { status, body } = await postJson<ClassifiedLogJson>(`${server.url}/classify`, {
      source: 'nginx',
      message: ADMIN,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      timestamp: '2025-07-30T06:25:10.000Z',
      source: 'nginx',
      message: 'GET /admin returned 403',
      raw: ADMIN,
      level: 'WARNING',
      severityNumber: 13,
      category: 'Security Alert',
      severity: 7,
      triage: 'preventive_action',
      confidence: 0.96,
      decidedBy: 'regex',
      ruleId: 'http-admin-forbidden',
      template: 'GET /admin returned <NUM>',
      format: 'nginx-access',
      fields: { method: 'GET', path: '/admin', status: 403, bytes: 462, clientIp: '127.0.0.1' },
      status: 'final',
    });
    expect(await requestJson(`${server.url}/classify/${body.id}`)).toMatchObject({ status: 200, body });
    const rows: unknown[] = await server.db.dataSource.query(
      'SELECT log_level, message, classification, source FROM filtered_logs WHERE id = $1',
      [body.id],
    );
    expect(rows).toEqual([
      { log_level: 'WARNING', message: 'GET /admin returned 403', classification: 'Security Alert', source: 'nginx' },
    ]);
  });

  it('lets BERT answer what no rule knows', async () => {
    const { body } = await postJson<ClassifiedLogJson>(`${server.url}/classify`, {
      message: 'the approval chain of purchase request 8841 broke: approver has left the company',
    });
    expect(body).toMatchObject({ decidedBy: 'bert', category: 'Workflow Error', status: 'final' });
    expect(body.modelVersion).not.toBeNull();
    expect(body.suggestion).not.toBeNull();
  });

  it('keeps attributes, time and level, and takes secrets out of everything', async () => {
    const { body } = await postJson<ClassifiedLogJson>(`${server.url}/classify`, {
      message: 'connect failed password=hunter2',
      timestamp: '2026-01-05T08:00:00+01:00',
      level: 'warn',
      attributes: { host: 'db-1', apiKey: 'k-123' },
      region: 'eu',
    });
    expect(body).toMatchObject({
      timestamp: '2026-01-05T07:00:00.000Z',
      level: 'warn',
      severityNumber: 13,
      fields: { host: 'db-1', apiKey: '[REDACTED:password]', region: 'eu' },
    });
    expect(JSON.stringify(body)).not.toMatch(/hunter2|k-123/);
    const [row] = await server.db.dataSource.query<Record<string, unknown>[]>('SELECT * FROM logs WHERE id = $1', [
      body.id,
    ]);
    expect(JSON.stringify(row)).not.toMatch(/hunter2|k-123/);
  });

  it('also answers under /api/v1', async () => {
    expect((await postJson(`${server.url}/api/v1/classify`, { message: 'User 7 logged in.' })).body).toMatchObject({
      category: 'User Action',
    });
  });
});

describe('POST /classify/batch', () => {
  it('answers in the order of the logs; a bad one does not fail the others', async () => {
    const { status, body } = await postJson<BatchResult>(batch, {
      logs: [
        { message: 'User 12345 logged in.' },
        { text: 1 },
        ADMIN,
        { message: '' },
        { message: 'x', timestamp: 'soon' },
      ],
    });
    expect(status).toBe(200);
    expect(body.results.map((result) => result.error?.code ?? result.category)).toEqual([
      'User Action',
      'missing_message',
      'Security Alert',
      'empty_message',
      'invalid_timestamp',
    ]);
    expect(body.results[1]?.index).toBe(1);
    expect(body.summary).toMatchObject({
      total: 5,
      classified: 2,
      rejected: 3,
      byTriage: { normal: 1, preventive_action: 1 },
    });
  });

  it.each([
    ['NDJSON', 'application/x-ndjson', `{"message":"User 1 logged in."}\n{"message":"disk usage at 97 %"}\n`],
    ['text', 'text/plain', 'User 1 logged in.\ndisk usage at 97 %\n'],
    ['CSV', 'text/csv', 'source,message\na,User 1 logged in.\nb,disk usage at 97 %\n'],
    ['a bare array', 'application/json', '["User 1 logged in.",{"message":"disk usage at 97 %"}]'],
  ])('reads %s', async (_name, type, content) => {
    const { status, body } = await post<BatchResult>(batch, type, content);
    expect(status).toBe(200);
    expect(body.results.map(({ category }) => category)).toEqual(['User Action', 'Resource Usage']);
  });

  it('reads a gzip body', async () => {
    const { body } = await post<BatchResult>(batch, 'text/plain', gzipSync('User 1 logged in.\n'), {
      'content-encoding': 'gzip',
    });
    expect(body.results).toHaveLength(1);
  });

  it.each([
    ['logs.csv', 'message\nUser 1 logged in.\n'],
    ['logs.csv.gz', gzipSync('message\nUser 1 logged in.\n')],
    ['logs.ndjson', '{"message":"User 1 logged in."}'],
    ['logs.json', '[{"message":"User 1 logged in."}]'],
    ['logs.log', 'User 1 logged in.'],
    ['logs.xlsx', xlsx([['Log Message'], ['User 1 logged in.']])],
  ])('reads the upload %s and takes the source from its name', async (name, content) => {
    const { status, body } = await upload<BatchResult>(batch, name, content);
    expect(status).toBe(200);
    expect(body.results).toEqual([expect.objectContaining({ category: 'User Action', source: 'logs' })]);
  });

  it('answers CSV with the columns of the input, and no formula in it', async () => {
    const response = await fetch(batch, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', accept: 'text/csv' },
      body: 'id,Log Message,target_label\n7,"User 1 logged in.",User Action\n8,"=cmd()|1, ""x""",\n9,,Error\n',
    });
    const [header, first, second, third] = (await response.text()).split('\r\n');
    expect(header).toBe(
      'id,Log Message,target_label,category,severity,triage,confidence,decided_by,suggestion,log_id,error',
    );
    expect(first).toMatch(/^7,User 1 logged in\.,User Action,User Action,\d+,normal,[\d.]+,regex,,[0-9a-f-]{36},$/);
    expect(second).toMatch(/^8,"'=cmd\(\)\|1, ""x""",,/);
    expect(third).toContain('empty_message');
  });

  it('keeps columns that are called like ours under another name', async () => {
    const response = await fetch(batch, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', accept: 'text/csv' },
      body: 'message,Severity,log_id\nUser 1 logged in.,high,17\n',
    });
    const [header, row] = (await response.text()).split('\r\n');
    expect(header).toBe(
      'message,input_Severity,input_log_id,target_label,category,severity,triage,confidence,decided_by,suggestion,log_id,error',
    );
    expect(row).toMatch(/^User 1 logged in\.,high,17,User Action,User Action,\d,normal,/);
  });

  it('streams NDJSON when asked to', async () => {
    const response = await fetch(`${batch}?source=shop`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', accept: 'application/x-ndjson' },
      body: 'one\ntwo\n',
    });
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ClassifiedLogJson);
    expect(lines.map(({ message, source }) => [message, source])).toEqual([
      ['one', 'shop'],
      ['two', 'shop'],
    ]);
  });
});

describe('GET /logs', () => {
  it('pages newest first through exactly what was stored', async () => {
    const { body } = await post<BatchResult>(`${batch}?source=paging`, 'text/plain', 'User 1 logged in.\n'.repeat(25));
    const stored = body.results.map(({ id }) => id);
    const seen: string[] = [];
    let url: string | null = `${server.url}/logs?source=paging&limit=10`;
    while (url !== null) {
      const page: { headers: Headers; body: { logs: ClassifiedLogJson[]; next: string | null } } =
        await requestJson(url);
      seen.push(...page.body.logs.map(({ id }) => id));
      const link: string | undefined = /<(.+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      expect(link === undefined).toBe(page.body.next === null);
      url = link === undefined ? null : server.url + link;
    }
    expect(seen).toEqual([...stored].reverse());
  });

  it('filters', async () => {
    await postJson(batch, ['disk usage at 97 %', 'User 1 logged in.']);
    const { body } = await requestJson<{ logs: ClassifiedLogJson[] }>(
      `${server.url}/logs?category=Resource%20Usage&minSeverity=8&triage=incident&q=DISK`,
    );
    expect(body.logs.length).toBeGreaterThan(0);
    expect(new Set(body.logs.map(({ category }) => category))).toEqual(new Set(['Resource Usage']));
  });
});

describe('GET /logs/export', () => {
  async function exported<T>(query: string): Promise<T[]> {
    const response = await fetch(`${server.url}/logs/export?${query}`);
    expect(response.status).toBe(200);
    const lines = (await response.text()).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as T);
  }

  it('gives all logs that pass the filters, a log a line', async () => {
    const { body } = await post<BatchResult>(
      `${batch}?source=export`,
      'text/plain',
      'User 1 logged in.\n'.repeat(2_100),
    );
    const logs = await exported<ClassifiedLogJson>('source=export');
    expect(logs.map(({ id }) => id)).toEqual(body.results.map(({ id }) => id).reverse());
    expect(await requestJson(`${server.url}/classify/${body.results[0]?.id ?? ''}`)).toMatchObject({
      body: logs.at(-1),
    });
  });

  it('speaks OpenTelemetry, which it reads again', async () => {
    const { body } = await postJson<ClassifiedLogJson>(`${server.url}/classify`, { source: 'otlp', message: ADMIN });
    const [data] = await exported<{
      resourceLogs: { resource: object; scopeLogs: { logRecords: Record<string, unknown>[] }[] }[];
    }>('source=otlp&format=otlp');
    const [resource] = data?.resourceLogs ?? [];
    expect(resource?.resource).toEqual({ attributes: [{ key: 'service.name', value: { stringValue: 'otlp' } }] });
    const [record] = resource?.scopeLogs[0]?.logRecords ?? [];
    expect(record).toMatchObject({
      timeUnixNano: '1753856710000000000',
      severityNumber: 13,
      severityText: 'WARNING',
      body: { stringValue: 'GET /admin returned 403' },
      attributes: expect.arrayContaining([
        { key: 'log.record.template', value: { stringValue: 'GET /admin returned <NUM>' } },
        { key: 'log.record.original', value: { stringValue: ADMIN } },
        { key: 'log.record.uid', value: { stringValue: body.id } },
        { key: 'http.response.status_code', value: { intValue: '403' } },
        { key: 'logsieve.confidence', value: { doubleValue: body.confidence } },
        { key: 'logsieve.threats', value: { arrayValue: { values: [] } } },
      ]) as unknown,
    });
    const again = await postJson<ClassifiedLogJson>(`${server.url}/classify`, {
      message: JSON.stringify({ ...record, resource: resource?.resource }),
    });
    expect(again.body).toMatchObject({
      format: 'opentelemetry-json',
      message: 'GET /admin returned 403',
      source: 'otlp',
      timestamp: body.timestamp,
      level: 'WARNING',
    });
  });

  it('refuses what it does not know before it sends anything', async () => {
    const { status, body } = await requestJson(`${server.url}/logs/export?format=xml`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ detail: expect.stringContaining('format') as string });
  });
});
