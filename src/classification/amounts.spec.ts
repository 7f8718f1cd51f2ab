import type { ClassifiedLog } from '../core/log';
import type { Triage, Verdict } from '../core/verdict';
import { AmountAware, gradeOf } from './amounts';

function verdict(category: string, triage: Triage, severity: number): Verdict {
  return {
    category,
    triage,
    severity,
    confidence: 0.9,
    decidedBy: 'bert',
    ruleId: null,
    modelVersion: 'v1',
    suggestion: null,
  };
}

const USAGE = verdict('Resource Usage', 'preventive_action', 5);

describe('gradeOf', () => {
  it.each([
    ['queue depth 9,950 of 10,000', 'incident', 8],
    ['queue depth 12 of 10,000', 'normal', 2],
    ['disk 91 % full', 'preventive_action', 6],
    ['heap 78.5% used', 'preventive_action', 5],
    ['memory free: 3 %', 'preventive_action', 6],
    ['only 12 percent of the pool available', 'preventive_action', 5],
    ['disk full', 'incident', 8],
    ['file descriptors exhausted', 'incident', 8],
    ['connections 40/200', 'normal', 2],
  ])('a resource: %s', (message, triage, severity) => {
    expect(gradeOf(USAGE, message) ?? USAGE).toMatchObject({ triage, severity });
  });

  it.each([
    'cache hits 99 %',
    'mailbox of user ann is full',
    'storage is not full',
    'load 140 %',
    'memory usage is normal',
    '4 of 4 workers busy',
    'cpu at 40 %, above the threshold of 35 %',
  ])('a resource, but no amount that tells: %s', (message) => {
    expect(gradeOf(USAGE, message)).toBeNull();
  });

  it.each([
    ['GET /v2/servers/detail 200 1893 bytes 0.27 s', 'normal', 2],
    ['get /v2/images 404 120 bytes 0.01 s', 'normal', 3],
    ['PUT /x took 312 ms, status=409', 'preventive_action', 4],
    ['upstream answered 503 after 200 ms', 'preventive_action', 5],
    ['POST /a in 300 ms: 500', 'preventive_action', 5],
    ['app log:184] 500 GET /hub/spawn 1021.33 ms', 'preventive_action', 5],
  ])('a request: %s', (message, triage, severity) => {
    expect(gradeOf(verdict('HTTP Status', 'normal', 2), message)).toEqual({ triage, severity });
  });

  it('leaves other categories and requests without a status alone', () => {
    expect(gradeOf(verdict('Error', 'preventive_action', 5), 'disk full, 100 % used, 503')).toBeNull();
    expect(gradeOf(verdict('HTTP Status', 'normal', 2), 'GET /health answered in 4 ms')).toBeNull();
  });
});

describe('AmountAware', () => {
  const logs = ['swap 99 % used', 'swap 2 % used'].map((message) => ({ message }) as ClassifiedLog);
  const shared = verdict('Resource Usage', 'normal', 2);
  const suggest = (category: string, triage: Triage): string | null =>
    triage === 'normal' ? null : `see to ${category}`;

  it.each([
    ['at once', [shared, shared]],
    ['later', Promise.resolve([shared, shared])],
  ])('corrects lines of one template one by one, answered %s', async (_, answer) => {
    const verdicts = await new AmountAware({ stage: 'bert', classify: () => answer }, suggest).classify(logs);
    expect(verdicts[0]).toMatchObject({ triage: 'incident', severity: 8, suggestion: 'see to Resource Usage' });
    expect(verdicts[1]).toBe(shared);
    expect(shared.severity).toBe(2);
  });

  it('leaves open what the model leaves open', async () => {
    const silent = new AmountAware({ stage: 'bert', classify: () => [null, null] }, suggest);
    expect(await silent.classify(logs)).toEqual([null, null]);
  });
});
