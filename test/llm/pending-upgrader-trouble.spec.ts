import type { LlmConfig } from '../../src/config/llm.config';
import { DOUBLE_KEY, DOUBLE_MODEL, GOOD_OPINION, reply, type LlmDouble } from '../support/llm-double';
import { LlmScene } from '../support/llm-scene';
import { openLlm, stored, until, valuesOf } from '../support/llm-upgrader';
import { storeLogs } from '../support/postgres-writer';

const scene = LlmScene.install();

describe('PendingUpgrader in trouble', () => {
  it('waits for tokens, and goes on when there are some', async () => {
    await storeLogs(scene.db, ...scene.pendingLogs('first'), ...scene.pendingLogs('second'));
    const { metrics } = await scene.startWith({ tokensPerMinute: 800, concurrency: 1 });
    await until(async () => (await scene.pendingRows()) === 1);
    await until(async () => (await valuesOf(metrics.llmPaused))['tokens'] === 1);
    scene.clock.advance(50_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(scene.double.requests).toHaveLength(1);
    scene.clock.advance(10_000);
    await until(async () => (await scene.pendingRows()) === 0);
    expect(scene.double.requests).toHaveLength(2);
    expect(await valuesOf(metrics.llmPaused)).toMatchObject({ breaker: 0, cost: 0 });
  });

  it('spends no more than a day may cost, says so once, and goes on after midnight UTC', async () => {
    await storeLogs(
      scene.db,
      ...scene.pendingLogs('first'),
      ...scene.pendingLogs('second'),
      ...scene.pendingLogs('third'),
    );
    // A call may take up to about 8,000 tokens, and takes 760.
    const { metrics } = await scene.startWith({
      costPerDay: 9_000 / 1e6,
      inputPrice: 1,
      outputPrice: 1,
      concurrency: 2,
    });
    await until(async () => (await valuesOf(metrics.llmPaused))['cost'] === 1 && scene.double.requests.length === 2);
    await until(async () => (await scene.pendingRows()) === 1);
    expect(scene.warnings).toEqual(['the LLM budget of this UTC day is spent: logs stay pending until the next']);
    scene.clock.advance(12 * 3_600_000);
    await until(async () => (await scene.pendingRows()) === 0);
  });

  it.each([
    ['a label of its own', reply.answer({ ...GOOD_OPINION, category: 'Nuclear' }), 'unusable'],
    ['a truncated answer', reply.answer('{"category":"Resource Us', 'length'), 'unusable'],
    ['a request that is refused', reply.refusal(400, 'no'), 'refused'],
    ['silence', reply.silence(), 'timeout', 0.1],
  ])('keeps the local verdict after three times %s', async (_what, misbehaviour, failure, timeoutSeconds = 5) => {
    const [log] = scene.pendingLogs('hard');
    await storeLogs(scene.db, log!);
    scene.double.next(misbehaviour, misbehaviour, misbehaviour);
    const { metrics, published } = await scene.startPersistent({ timeoutSeconds });
    await until(() => published.length > 0);
    expect(await stored(scene.db, [log!])).toEqual([{ ...log, status: 'final' }]);
    expect(published).toEqual([{ ...log, status: 'final' }]);
    expect(await valuesOf(metrics.llmCalls)).toEqual({ [failure]: 3 });
    expect(await valuesOf(metrics.llmLogs)).toEqual({ [`kept_${failure}`]: 1 });
    expect(scene.warnings).toHaveLength(1);

    // Nor is it asked about for each of its logs.
    await storeLogs(scene.db, ...scene.pendingLogs('hard'));
    await until(async () => (await scene.pendingRows()) === 0);
    expect(scene.double.requests).toHaveLength(3);
  });

  it('does not blame the template when the server is away', async () => {
    await storeLogs(scene.db, ...scene.pendingLogs('innocent'));
    scene.double.next(reply.reset(), reply.reset(), reply.reset(), reply.reset());
    const { metrics, published } = await scene.startPersistent();
    await until(() => published.length > 0);
    expect(await valuesOf(metrics.llmCalls)).toEqual({ unreachable: 4, answered: 1 });
    expect(await valuesOf(metrics.llmLogs)).toEqual({ upgraded: 1 });
  });

  it('leaves a broken server alone, and tries it with one call', async () => {
    const templates = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    await storeLogs(scene.db, ...templates.flatMap((template) => scene.pendingLogs(template)));
    const broken = reply.refusal(500, 'broken');
    scene.double.next(broken, broken, broken, broken, broken, broken);
    const { metrics } = await scene.startPersistent();
    await until(async () => (await valuesOf(metrics.llmPaused))['breaker'] === 1);
    expect(scene.double.requests).toHaveLength(5);
    scene.clock.advance(30_000);
    await until(() => scene.double.requests.length === 6);
    await until(async () => (await valuesOf(metrics.llmPaused))['breaker'] === 1);
    scene.clock.advance(59_999);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(scene.double.requests).toHaveLength(6);
    scene.clock.advance(1);
    await until(async () => (await scene.pendingRows()) === 0);
    expect(scene.warnings).toEqual([expect.stringContaining('HTTP 500: broken')]);
  });

  it('waits as long as the server asks it to', async () => {
    await storeLogs(scene.db, ...scene.pendingLogs('patient'));
    scene.double.next(reply.refusal(429, 'slow down', 'rate_limit_exceeded', { 'retry-after': '7' }));
    const { metrics } = await scene.startPersistent();
    await until(async () => (await valuesOf(metrics.llmPaused))['breaker'] === 1);
    scene.clock.advance(6_999);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(scene.double.requests).toHaveLength(1);
    scene.clock.advance(1);
    await until(async () => (await scene.pendingRows()) === 0);
  });

  it('stops asking with a key that is refused, and tries again after ten minutes', async () => {
    await storeLogs(scene.db, ...scene.pendingLogs('locked'));
    const { metrics } = await scene.startWith({ apiKey: 'a-wrong-key' });
    await until(async () => (await valuesOf(metrics.llmPaused))['breaker'] === 1);
    scene.clock.advance(9 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await valuesOf(metrics.llmCalls)).toEqual({});
    scene.clock.advance(60_000);
    await until(async () => (await valuesOf(metrics.llmCalls))['denied'] === 1);
    expect(await scene.pendingRows()).toBe(1);
    expect(scene.warnings).toHaveLength(1);
    expect(scene.warnings[0]).toMatch(/HTTP 401 to the key: check LLM_API_KEY/);
    expect(scene.warnings[0]).not.toContain('a-wrong-key');
  });

  it('says that a model is retired, and takes up work when it is there again', async () => {
    await storeLogs(scene.db, ...scene.pendingLogs('old model'));
    scene.double.next(reply.decommissioned(DOUBLE_MODEL));
    const { metrics } = await scene.startPersistent({
      provider: 'groq',
      baseUrl: scene.double.origin,
      groqApiKey: DOUBLE_KEY,
      groqModel: DOUBLE_MODEL,
    });
    await until(async () => (await valuesOf(metrics.llmPaused))['breaker'] === 1);
    expect(scene.warnings).toEqual([
      expect.stringMatching(/HTTP 400 for the model "double\/model-1".*decommissioned.*GROQ_MODEL/),
    ]);
    scene.clock.advance(10 * 60_000);
    await until(async () => (await scene.pendingRows()) === 0);
  });

  it.each<[string, (double: LlmDouble) => Promise<void> | Partial<LlmConfig>, RegExp]>([
    [
      'the model is not offered',
      () => ({ model: 'gone' }),
      /does not offer the model "gone".*set LLM_MODEL to one of its 2 \(double\/model-1, double\/model-2\)/,
    ],
    ['nobody listens', (it) => it.close(), /cannot be reached: ECONNREFUSED/],
    ['the address has no such API', (it) => ({ baseUrl: `${it.origin}/api` }), /HTTP 404.*LLM_BASE_URL/],
  ])('says at the start that %s, and starts all the same', async (_what, spoil, message) => {
    const llm = openLlm(scene.double, (await spoil(scene.double)) ?? {}, scene.clock);
    await scene.start(llm);
    await until(() => scene.warnings.length === 1);
    expect(scene.warnings[0]).toMatch(message);
  });

  it('outlives a database that fails', async () => {
    await scene.db.dataSource.query('ALTER TABLE template_forms RENAME COLUMN leased_until TO away');
    await scene.startWith();
    await until(() => scene.warnings.length > 0);
    await scene.db.dataSource.query('ALTER TABLE template_forms RENAME COLUMN away TO leased_until');
    await storeLogs(scene.db, ...scene.pendingLogs('after all'));
    await until(async () => (await scene.pendingRows()) === 0);
    expect(scene.warnings).toEqual([expect.stringContaining('pending logs cannot be upgraded now')]);
  });
});
