import type { Llm } from '../../src/classification/llm/create-llm';
import type { LlmConfig } from '../../src/config/llm.config';
import { GOOD_OPINION, LlmDouble, reply, type Reply } from '../support/llm-double';
import { openLlm, TestClock } from '../support/llm-upgrader';
import { makeLog, makeVerdict } from '../support/postgres-logs';

const LOG = makeLog({ verdict: makeVerdict({ category: 'Unclassified', severity: 4, decidedBy: 'fallback' }) });

let double: LlmDouble;

beforeEach(async () => {
  double = await LlmDouble.start();
});

afterEach(() => double.close());

/** Prices are 1 for a token of either kind; a call may take about 8,000. */
function open(given: Partial<LlmConfig> = {}): Llm['judge'] {
  return openLlm(double, { inputPrice: 1e6, outputPrice: 1e6, costPerDay: 0, ...given }, new TestClock()).judge;
}

async function ask(judge: Llm['judge']): Promise<unknown> {
  expect(judge.obstacle).toBeNull();
  const permit = judge.enter();
  try {
    return await permit.ask(LOG, []);
  } finally {
    permit.leave();
  }
}

describe('LlmJudge', () => {
  it('gives a verdict and what it took', async () => {
    const judge = open();
    await expect(ask(judge)).resolves.toMatchObject({
      verdict: { category: GOOD_OPINION.category, severity: 6, decidedBy: 'llm' },
      usage: { promptTokens: 700, completionTokens: 60 },
    });
    expect(judge.costOf({ promptTokens: 700, completionTokens: 60 })).toBe(760);
  });

  it.each<[string, Reply, string, Partial<LlmConfig>]>([
    ['an answer that did not come in time', reply.silence(), 'timeout', { timeoutSeconds: 0.1 }],
    ['an answer that the server did not like itself', reply.refusal(400, 'x', 'json_validate_failed'), 'unusable', {}],
    [
      'an answer that is no verdict',
      reply.answer('no', 'stop', { prompt_tokens: 800, completion_tokens: 1000 }),
      'unusable',
      {},
    ],
  ])('counts %s as spent', async (_what, misbehaviour, failure, given) => {
    const judge = open({ costPerDay: 8_500, ...given });
    double.next(misbehaviour);
    await expect(ask(judge)).rejects.toMatchObject({ failure });
    expect(judge.obstacle).toBe('cost');
  });

  it.each<[string, Reply, string]>([
    ['that was refused', reply.refusal(400, 'no'), 'refused'],
    ['that never got through', reply.reset(), 'unreachable'],
    ['that met a broken server', reply.refusal(500, 'broken'), 'server_error'],
  ])('counts nothing for a call %s', async (_what, misbehaviour, failure) => {
    const judge = open({ costPerDay: 8_500 });
    double.next(misbehaviour);
    await expect(ask(judge)).rejects.toMatchObject({ failure });
    expect(judge.obstacle).toBeNull();
  });

  it('does not take logs that the model cannot judge for a broken server', async () => {
    const judge = open({ tokensPerMinute: 1e9 });
    for (const misbehaviour of [reply.refusal(413, 'too long'), reply.answer('no')]) {
      for (let i = 0; i < 6; i++) {
        double.next(misbehaviour);
        await expect(ask(judge)).rejects.toThrow();
      }
    }
    expect(judge.obstacle).toBeNull();
  });

  it('lets the budget be used by one call when it is enough for one, and by the next when it was not made', () => {
    const judge = open({ costPerDay: 8_500 });
    const permit = judge.enter();
    expect(judge.obstacle).toBe('cost');
    permit.leave();
    permit.leave();
    expect(judge.obstacle).toBeNull();
    judge.enter();
    expect(judge.obstacle).toBe('cost');
  });

  it.each([
    ['double/model-1', true],
    ['model-1', true],
    ['llama3', true],
    ['model-9', false],
    ['double', false],
  ])('finds the model %s in what a server offers: %p', async (model, offered) => {
    double.models.push('llama3:latest');
    const probe = open({ model }).probe();
    if (offered) await expect(probe).resolves.toBeUndefined();
    else await expect(probe).rejects.toMatchObject({ failure: 'no_model' });
  });
});
