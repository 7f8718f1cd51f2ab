import { reportJson, reportText, type ProduceReport } from './produce-report';

const DONE: ProduceReport = {
  topic: 'raw-logs',
  delivery: { lines: 1_000, bytes: 90_000, notSent: 0, position: 91_000, unconfirmed: 0 },
  seconds: 0.5,
  lineBytes: 100,
  stopped: null,
};

const STOPPED: ProduceReport = {
  ...DONE,
  delivery: { lines: 1, bytes: 90, notSent: 2, position: 400, unconfirmed: 7 },
  stopped: { reason: 'no answer', resume: 'npx logsieve produce a --from-offset 400' },
};

describe('the report of produce', () => {
  it('says what was acknowledged', () => {
    expect(reportText(DONE)).toBe('1000 lines (90000 bytes) acknowledged for raw-logs in 0.50 s, 2000 lines/s');
    expect(reportJson(DONE)).toEqual({
      topic: 'raw-logs',
      lines: 1_000,
      bytes: 90_000,
      notSent: 0,
      seconds: 0.5,
      linesPerSecond: 2_000,
      offset: 91_000,
      complete: true,
    });
  });

  it('says what is missing and how to go on', () => {
    expect(reportText(STOPPED).split('\n')).toEqual([
      'logsieve: no answer',
      '1 line (90 bytes) acknowledged for raw-logs in 0.50 s, 2 lines/s',
      'not sent: 2 lines longer than KAFKA_MAX_RECORD (100 bytes) or than the topic takes (its max.message.bytes)',
      'the same input goes on behind byte 400 with:',
      '  npx logsieve produce a --from-offset 400',
      'of what follows, 7 lines may be in the topic already and would come twice',
    ]);
    expect(reportJson(STOPPED)).toMatchObject({
      complete: false,
      unconfirmed: 7,
      reason: 'no answer',
      resume: 'npx logsieve produce a --from-offset 400',
    });
  });
});
