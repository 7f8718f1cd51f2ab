import type { ClassifiedLog } from '../core/log';
import { readUserAgent, type UserAgent } from './bots/user-agent';
import type { Enricher } from './enricher';
import { RecentAnswers } from './recent-answers';

/** User agents that are remembered; a site sees the same few hundred all day. */
const REMEMBERED = 4096;
const AGENT_FIELDS = ['userAgent', 'user_agent', 'http_user_agent', 'useragent', 'cs(User-Agent)'] as const;

/** Tells bots from people by their user agent: `log.bot`, and who it is in the fields. */
export class BotEnricher implements Enricher {
  readonly name = 'bot';
  private readonly agents = new RecentAnswers<UserAgent>(REMEMBERED);

  enrich(log: ClassifiedLog): void {
    const agent = agentOf(log);
    if (agent === null) return;
    const { bot, family, os } = this.agents.get(agent, readUserAgent);
    const { fields } = log;
    if (family !== null) fields['userAgentFamily'] = family;
    if (os !== null) fields['userAgentOs'] = os;
    if (bot === null) return;
    log.bot = true;
    fields['botKind'] = bot.kind;
    fields['botName'] = bot.name;
  }
}

function agentOf({ fields }: ClassifiedLog): string | null {
  for (const name of AGENT_FIELDS) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}
