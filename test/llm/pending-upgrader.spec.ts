import { AlertRule } from '../../src/alerting/alert-rule';
import { alertRuleSchema } from '../../src/alerting/rule-schema';
import type { AlertHit } from '../../src/core/alert-hit';
import { PendingRepository } from '../../src/persistence/pending.repository';
import { LlmVerdictRepository } from '../../src/persistence/llm-verdict.repository';
import { GOOD_OPINION, reply } from '../support/llm-double';
import { LlmScene } from '../support/llm-scene';
import { openLlm, stored, until, valuesOf } from '../support/llm-upgrader';
import { makeLog, makeVerdict } from '../support/postgres-logs';
import { storeLogs } from '../support/postgres-writer';

const EXPECTED = { category: 'Resource Usage', severity: 6, triage: 'preventive_action', decidedBy: 'llm' };
const scene = LlmScene.install();

describe('PendingUpgrader', () => {
  it('asks once a template and makes its logs final, wherever they are from', async () => {
    const logs = [
      ...scene.pendingLogs('disk full', 700),
      ...scene.pendingLogs('odd', 3),
      ...scene.pendingLogs('queue long', 1),
    ];
    const other = makeLog({ masked: 'disk full' });
    await storeLogs(scene.db, ...logs, other);
    scene.double.opinion = ({ template }) => ({ ...GOOD_OPINION, suggestion: `Look at ${template}.` });
    const { llm, metrics, published } = await scene.startWith();
    await until(async () => (await scene.pendingRows()) === 0);
    await until(() => published.length === logs.length);
    expect(scene.askedAbout().sort()).toEqual(['disk full', 'odd', 'queue long']);

    const [first, , last] = await stored(scene.db, [logs[0]!, logs[699]!, logs[703]!, other]);
    expect(first!.verdict).toEqual({
      ...EXPECTED,
      confidence: expect.closeTo(0.85) as number,
      ruleId: null,
      modelVersion: 'double/model-1',
      suggestion: 'Look at disk full.',
    });
    expect([first!.status, last!.status]).toEqual(['final', 'final']);
    expect(last!.verdict.suggestion).toBe('Look at queue long.');
    expect((await stored(scene.db, [other]))[0]).toEqual(other);
    expect(new Set(published.map(({ id }) => id))).toEqual(new Set(logs.map(({ id }) => id)));
    expect(published.every(({ status, verdict }) => status === 'final' && verdict.decidedBy === 'llm')).toBe(true);

    // From now on the classifier answers these templates itself.
    expect(llm!.strategy.classify([logs[0]!, other, makeLog({ masked: 'new' })])).toEqual([
      expect.objectContaining(EXPECTED),
      expect.objectContaining(EXPECTED),
      null,
    ]);
    expect(await valuesOf(metrics.llmCalls)).toEqual({ answered: 3 });
    expect(await valuesOf(metrics.llmLogs)).toEqual({ upgraded: 704 });
    const text = await metrics.registry.metrics();
    expect(text).toContain('logsieve_llm_tokens_total{kind="prompt"} 2100\n');
    expect(text).toContain('logsieve_llm_tokens_total{kind="completion"} 180\n');
    expect(text).toMatch(/logsieve_llm_cost_total 0\.000423/);
    expect(scene.warnings).toEqual([]);
  });

  it('notices logs that come later', async () => {
    await scene.startWith();
    const [log] = scene.pendingLogs('late');
    await storeLogs(scene.db, log!);
    await until(async () => (await scene.pendingRows()) === 0);
    expect((await stored(scene.db, [log!]))[0]!.verdict).toMatchObject(EXPECTED);
  });

  it('asks nothing again after a restart', async () => {
    await storeLogs(scene.db, ...scene.pendingLogs('known', 2));
    const before = await scene.startWith();
    await until(async () => (await scene.pendingRows()) === 0);
    await before.upgrader.stop();
    await scene.endLeases();

    const after = await scene.startPersistent();
    expect(after.llm!.strategy.classify(scene.pendingLogs('known'))).toEqual([expect.objectContaining(EXPECTED)]);
    // One that was classified before the verdict was known, and stored after.
    await storeLogs(scene.db, ...scene.pendingLogs('known', 2));
    await until(async () => (await scene.pendingRows()) === 0);
    expect(scene.askedAbout()).toEqual(['known']);

    await after.upgrader.stop();
    await storeLogs(scene.db, ...scene.pendingLogs('known', 2));
    scene.double.models = ['another-model'];
    await scene.startPersistent({ model: 'another-model' });
    await until(async () => (await scene.pendingRows()) === 0);
    expect(scene.askedAbout()).toEqual(['known', 'known']);
  });

  it('shares the work between servers: still one call a template', async () => {
    const templates = Array.from({ length: 15 }, (_, i) => `template ${'abcdefghijklmno'.charAt(i)}`);
    await storeLogs(scene.db, ...templates.flatMap((template) => scene.pendingLogs(template, 40)));
    const servers = await Promise.all([scene.startWith(), scene.startWith()]);
    await until(async () => (await scene.pendingRows()) === 0);
    await until(() => servers.reduce((sum, { published }) => sum + published.length, 0) === 600);
    expect(scene.askedAbout().sort()).toEqual(templates);

    // What one was told, the other need not ask.
    await scene.endLeases();
    await storeLogs(scene.db, ...templates.flatMap((template) => scene.pendingLogs(template)));
    await until(async () => (await scene.pendingRows()) === 0);
    expect(scene.double.requests).toHaveLength(15);
  });

  it('raises what a log has, and never lowers it', async () => {
    const logs = [
      ...scene.pendingLogs('same', 1, { verdict: makeVerdict({ severity: 9, triage: 'incident' }) }),
      ...scene.pendingLogs('same', 1, { verdict: makeVerdict({ severity: 2, triage: 'normal', suggestion: null }) }),
    ];
    await storeLogs(scene.db, ...logs);
    scene.double.opinion = () => ({ ...GOOD_OPINION, triage: 'normal', severity: 3 });
    const { llm } = await scene.startWith();
    await until(async () => (await scene.pendingRows()) === 0);
    const [bad, fine] = await stored(scene.db, logs);
    expect(bad!.verdict).toMatchObject({ severity: 9, triage: 'incident', category: 'Resource Usage' });
    expect(fine!.verdict.severity).toBeGreaterThanOrEqual(3);
    // The sample's own verdict is the least that later logs of the template get.
    const [later] = llm!.strategy.classify(scene.pendingLogs('same'));
    expect([3, 9]).toContain(later!.severity);
  });

  it('ends a call that is under way before it stops, and begins no other', async () => {
    await storeLogs(scene.db, ...scene.pendingLogs('first'), ...scene.pendingLogs('second'));
    scene.double.next((response, request) => {
      setTimeout(() => {
        reply.answer(GOOD_OPINION)(response, request);
      }, 120);
    });
    const { upgrader } = await scene.startWith({ concurrency: 1 });
    await until(() => scene.double.requests.length === 1);
    await upgrader.stop();
    expect(await scene.pendingRows()).toBe(1);
    expect(await scene.db.count('template_forms WHERE llm_verdict IS NOT NULL')).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(scene.double.requests).toHaveLength(1);
  });

  it('leaves nothing pending when the LLM is switched off, not even what a dead server had leased', async () => {
    const logs = [...scene.pendingLogs('leased', 2), ...scene.pendingLogs('free', 600)];
    await storeLogs(scene.db, ...logs);
    await new PendingRepository(scene.db.dataSource).claim(1, 0.15);
    const { metrics, published } = await scene.start(null);
    await until(() => published.length === 602);
    expect(await stored(scene.db, [logs[0]!, logs[2]!])).toEqual([
      { ...logs[0], status: 'final' },
      { ...logs[2], status: 'final' },
    ]);
    expect(await valuesOf(metrics.llmLogs)).toEqual({ kept_switched_off: 602 });
    await expect(new LlmVerdictRepository(scene.db.dataSource).llmVerdict(logs[0]!.formId, 'any')).resolves.toBeNull();
  });

  it('tells alert rules what the LLM has raised, and nothing that they knew', async () => {
    const rule = new AlertRule(
      alertRuleSchema.parse({ id: 'incident', name: 'Incidents', when: { triage: ['incident'] } }),
    );
    const known = scene.pendingLogs('bad', 2, { verdict: makeVerdict({ severity: 9, triage: 'incident' }) });
    const raised = scene.pendingLogs('bad', 700);
    await storeLogs(scene.db, ...known, ...raised, ...scene.pendingLogs('fine', 3));
    scene.double.opinion = ({ template }) => ({ ...GOOD_OPINION, triage: template === 'bad' ? 'incident' : 'normal' });
    await scene.start(openLlm(scene.double, {}, scene.clock), undefined, [rule]);
    await until(async () => (await scene.pendingRows()) === 0);
    const rows = await scene.db.dataSource.query<{ hit: AlertHit }[]>('SELECT hit FROM alert_hits');
    const hits = rows.map(({ hit }) => hit);
    expect(hits.reduce((sum, { count }) => sum + count, 0)).toBe(700);
    expect(new Set(hits.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(hits[0]).toMatchObject({ rule: { id: 'incident' }, triage: 'incident', llmOnly: true });
    expect(hits.filter(({ brief }) => !brief)).toHaveLength(1);
  });
});
