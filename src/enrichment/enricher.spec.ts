import { openRecord, rawLine } from '../core/record';
import { BotEnricher } from './bot.enricher';
import { EnricherChain, type Enricher } from './enricher';

const failing: Enricher = {
  name: 'failing',
  enrich() {
    throw new Error('no such thing');
  },
};

describe('EnricherChain', () => {
  it('goes on behind an enricher that fails, and says so once', () => {
    const problems: string[] = [];
    const chain = new EnricherChain([failing, new BotEnricher()], (problem) => problems.push(problem));
    const logs = [1, 2, 3].map(() => {
      const log = openRecord(rawLine('x', null), 0, 100);
      log.fields = { userAgent: 'curl/8.5.0' };
      return log;
    });
    for (const log of logs) chain.enrich(log);
    expect(logs.map(({ bot }) => bot)).toEqual([true, true, true]);
    expect(problems).toEqual([
      expect.stringContaining('"failing" failed on a log, which goes on without it: no such thing'),
    ]);
    expect(chain.failures()).toEqual(new Map([['failing', 3]]));
  });
});
