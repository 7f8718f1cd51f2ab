import { openRecord, rawLine } from '../core/record';
import type { ClassifiedLog } from '../core/log';
import { BotEnricher } from './bot.enricher';

function enriched(userAgent: string): ClassifiedLog {
  const log = openRecord(rawLine('GET / returned 200', null), 0, 1000);
  log.fields = { userAgent };
  new BotEnricher().enrich(log);
  return log;
}

describe('BotEnricher', () => {
  it.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'search', 'Googlebot'],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
      'ai',
      'GPTBot',
    ],
    ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', 'social', 'Facebook'],
    ['Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)', 'monitor', 'UptimeRobot'],
    ['kube-probe/1.29', 'monitor', 'Kubernetes probe'],
    ['sqlmap/1.7 (https://sqlmap.org)', 'scanner', 'sqlmap'],
    ['curl/8.5.0', 'library', 'curl'],
    ['python-requests/2.31.0', 'library', 'Python'],
    ['Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)', 'other', 'SEO crawler'],
    ['Mozilla/5.0 (compatible; NeverHeardOfBot/0.1)', 'other', 'NeverHeardOfBot'],
  ])('knows %s', (userAgent, botKind, botName) => {
    expect(enriched(userAgent)).toMatchObject({ bot: true, fields: { botKind, botName } });
  });

  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
      'Chrome',
      'Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/124.0',
      'Edge',
      'Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
    ],
    ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0', 'Firefox', 'Linux'],
  ])('takes a browser for a person: %s', (userAgent, userAgentFamily, userAgentOs) => {
    const log = enriched(userAgent);
    expect(log.bot).toBe(false);
    expect(log.fields).toEqual({ userAgent, userAgentFamily, userAgentOs });
  });

  it('says nothing without a user agent', () => {
    const log = openRecord(rawLine('hello', null), 0, 1000);
    new BotEnricher().enrich(log);
    expect(log).toMatchObject({ bot: false, fields: {} });
  });
});
