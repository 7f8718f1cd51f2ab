import { defaultSources, loadConfig } from '../../src/config/load';
import { rawLine } from '../../src/core/record';
import type { Verdict } from '../../src/core/verdict';
import { understandingSteps } from '../../src/pipeline/log-pipeline';
import { PipelineRunner } from '../../src/pipeline/runner';
import { openEntries } from '../../src/pipeline/step';
import { openUnderstanding, type OpenUnderstanding } from '../../src/pipeline/understanding';

/** What people expect of the whole of rules and model, in the words in which such lines come, and in others. */
const EXPECTED: readonly (readonly [category: string, lines: readonly string[]])[] = [
  [
    'User Action',
    [
      'User 12345 logged in.',
      'USER 88 LOGGED IN',
      'user u-77 logged in',
      'Account 774 signed in from mobile',
      'login succeeded',
    ],
  ],
  [
    'Security Alert',
    [
      'six failed sign-ins for account u-5521 within one minute',
      'Six failed sign-ins for user 5521 within a minute',
      'nine unsuccessful login attempts for account u-18 in the last 60 seconds',
      'login failed',
    ],
  ],
  [
    'HTTP Status',
    [
      'GET /v2/servers/detail 200 1893 bytes 0.27 s',
      'get /v2/images 404 120 bytes 0.01 s',
      'POST /v1/orders 201 512 bytes 0.03 s',
    ],
  ],
  [
    'Workflow Error',
    [
      'escalation of case 7324 stopped: assigned agent left the team',
      'ESCALATION OF CASE 1 STOPPED: ASSIGNED AGENT LEFT THE TEAM',
      'Escalation for ticket 88 halted because the assigned agent no longer works in the team',
    ],
  ],
  [
    'Deprecation Warning',
    [
      'BulkMailer v1 will be removed in release 9, switch to CampaignApi',
      'CampaignMailer 2.1 is deprecated and will go away in version 10, use MailApi',
    ],
  ],
  [
    'Critical Error',
    [
      'raid array md0 failed, volume offline',
      'RAID array md3 has failed and the volume is offline',
      'volume offline: raid array md7 failed',
    ],
  ],
  [
    'Resource Usage',
    ['queue depth 9,950 of 10,000', 'Queue depth is 9,400 out of 10,000', 'disk 91 % full', 'disk full'],
  ],
  ['System Notification', ['disk cleanup completed', 'Connection to db-1 re-established', 'nightly backup finished']],
  ['Error', ['Connection to db-1 lost', 'could not parse the answer of the price service']],
];

describe('verdicts of the shipped rules and model', () => {
  let understanding: OpenUnderstanding;
  let runner: PipelineRunner;

  beforeAll(async () => {
    const onProblem = (text: string): never => {
      throw new Error(text);
    };
    understanding = await openUnderstanding(loadConfig({ ...defaultSources({}), create: false }), {
      llm: null,
      watchRules: false,
      onProblem,
    });
    runner = new PipelineRunner(understandingSteps(understanding));
  });
  afterAll(() => understanding.close());

  async function classify(message: string): Promise<Verdict> {
    const entries = openEntries([rawLine(message, null)], Date.now(), 64 * 1024);
    await runner.run({ origin: 'test', entries, recordsOf: null, keep: 'all', checkpoint: null });
    const [entry] = entries;
    if (entry === undefined) throw new Error('no entry');
    return entry.log.verdict;
  }

  it.each(EXPECTED.flatMap(([category, lines]) => lines.map((line) => [line, category])))(
    '%s is %s',
    async (line, category) => {
      expect(await classify(line)).toMatchObject({ category });
    },
  );

  it.each([
    ['queue depth 9,950 of 10,000', 'incident'],
    ['queue depth 12 of 10,000', 'normal'],
    ['disk full', 'incident'],
    ['raid array md0 failed, volume offline', 'incident'],
    ['login failed', 'preventive_action'],
    ['get /v2/images 200 120 bytes 0.01 s', 'normal'],
    ['get /v2/images 503 120 bytes 0.01 s', 'preventive_action'],
  ])('%s asks for %s', async (line, triage) => {
    const verdict = await classify(line);
    expect(verdict.triage).toBe(triage);
    expect(verdict.suggestion === null).toBe(triage === 'normal');
  });
});
