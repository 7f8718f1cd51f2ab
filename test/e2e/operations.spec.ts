import { once } from 'node:events';
import { connect } from 'node:net';
import { Readiness } from '../../src/observability/readiness';
import { postJson, requestJson, startTestServer, type TestServer } from '../support/server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.stop());

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

describe('health', () => {
  it('tells alive, ready and what it depends on', async () => {
    expect(await requestJson(`${server.url}/healthz`)).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await requestJson(`${server.url}/readyz`)).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect(await requestJson(`${server.url}/health`)).toMatchObject({
      status: 200,
      body: { ready: true, phase: 'running', checks: { database: { ok: true }, model: { ok: true } } },
    });
  });

  it('is not ready while it drains or a dependency is down', async () => {
    const readiness = new Readiness();
    expect(await readiness.report()).toMatchObject({ ready: false, phase: 'starting' });
    readiness.started();
    readiness.register({ name: 'a', check: () => Promise.reject(new Error('away')) });
    const broken = new Readiness();
    broken.register({ name: 'a', check: () => Promise.reject(new Error('away')) });
    broken.started();
    expect(await broken.report()).toMatchObject({ ready: false, checks: { a: { ok: false, detail: 'away' } } });
    broken.draining();
    expect(await broken.report()).toMatchObject({ phase: 'draining' });
  });
});

describe('metrics', () => {
  it('count what was done, under bounded labels', async () => {
    const before = await metric('logs_processed_total');
    const incidents = await metric('log_incident_total');
    await postJson(`${server.url}/classify/batch`, ['User 1 logged in.', 'disk usage at 97 %', 'disk usage at 98 %']);
    expect(await metric('logs_processed_total')).toBe(before + 3);
    expect(await metric('log_incident_total')).toBe(incidents + 2);
    const text = await (await fetch(`${server.url}/metrics`)).text();
    for (const name of [
      'logs_failed_total',
      'log_processing_seconds_count',
      'active_connections',
      'log_warning_total',
      'logsieve_classified_total{stage="regex",category="Resource Usage"}',
      'logsieve_step_records_total{step="store",outcome="ok"}',
      'logsieve_template_cache_total{result="miss"}',
      'process_resident_memory_bytes',
    ]) {
      expect(text).toContain(name);
    }
    expect(text).not.toContain('logged in');
  });
});

describe('every answer', () => {
  it('has a request id and is not sniffed', async () => {
    const { headers } = await requestJson(`${server.url}/healthz`);
    expect(headers.get('x-request-id')).toBeTruthy();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('Swagger UI', () => {
  it('serves the page and the document', async () => {
    expect(await (await fetch(`${server.url}/docs`)).text()).toContain('swagger-ui');
    const { body } = await requestJson<{ openapi: string; paths: Record<string, unknown> }>(`${server.url}/docs-json`);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths).sort()).toEqual([
      '/alerts',
      '/alerts/deliveries/pending',
      '/alerts/rules',
      '/alerts/rules/backtest',
      '/alerts/rules/test',
      '/alerts/rules/{id}',
      '/alerts/rules/{id}/versions',
      '/alerts/silences',
      '/alerts/silences/{id}',
      '/alerts/{id}',
      '/alerts/{id}/acknowledge',
      '/alerts/{id}/deliveries',
      '/alerts/{id}/deliveries/{deliveryId}/resend',
      '/alerts/{id}/notes',
      '/alerts/{id}/resolve',
      '/alerts/{id}/silence',
      '/classify',
      '/classify/batch',
      '/classify/{log_id}',
      '/explain',
      '/feedback',
      '/health',
      '/healthz',
      '/integrations',
      '/integrations/{name}/test',
      '/jobs/{id}',
      '/jobs/{id}/result',
      '/logs',
      '/logs/export',
      '/metrics',
      '/models',
      '/models/rollback',
      '/models/train',
      '/models/train/{id}',
      '/models/{version}/candidate',
      '/models/{version}/promote',
      '/models/{version}/report',
      '/patterns',
      '/patterns/discover',
      '/patterns/discover/{id}',
      '/patterns/export',
      '/patterns/import',
      '/patterns/preview',
      '/patterns/{id}',
      '/patterns/{id}/revert',
      '/patterns/{id}/status',
      '/patterns/{id}/versions',
      '/readyz',
      '/templates',
      '/templates/{id}',
    ]);
  });
});

describe('a graceful stop', () => {
  it('answers what is in work, cuts off what hangs, and takes nothing more', async () => {
    const own = await startTestServer();
    const { port } = new URL(own.url);
    const hanging = connect(Number(port), '127.0.0.1');
    await once(hanging, 'connect');
    hanging.write(
      'POST /classify/batch HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nhalf',
    );
    hanging.on('error', () => undefined);
    const answers = Array.from({ length: 20 }, () =>
      postJson(`${own.url}/classify/batch`, Array(500).fill('User 1 logged in.')),
    );
    await answers[0];
    const cut = once(hanging, 'close');
    const stopped = own.stop();
    const statuses = (await Promise.allSettled(answers)).map((answer) =>
      answer.status === 'fulfilled' ? answer.value.status : 0,
    );
    await Promise.all([stopped, cut]);
    // Each request was either answered in full, told to come again, or came too late to be heard.
    expect(statuses.every((status) => [200, 503, 0].includes(status))).toBe(true);
    expect(statuses).toContain(200);
    await expect(fetch(`${own.url}/healthz`)).rejects.toThrow();
  });
});
