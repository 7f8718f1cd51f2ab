import { Logger, Module } from '@nestjs/common';
import { createLlm, type Llm } from '../classification/llm/create-llm';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import { DEFAULT_CATEGORIES } from '../core/verdict';
import { Metrics } from '../observability/metrics';
import { Readiness } from '../observability/readiness';
import { LogWriter } from '../persistence/log-writer';
import { PendingRepository } from '../persistence/pending.repository';
import { PersistenceModule } from '../persistence/persistence.module';
import { TemplateRepository } from '../persistence/template.repository';
import { LogFeed } from '../realtime/log-feed';
import { RealtimeModule } from '../realtime/realtime.module';
import { logPipeline } from './log-pipeline';
import { PendingUpgrader } from './pending-upgrader';
import { PipelineRunner } from './runner';
import { openUnderstanding, type OpenUnderstanding } from './understanding';

/** Injection token of the server's {@link OpenUnderstanding}. */
export const UNDERSTANDING = Symbol('UNDERSTANDING');

/** Injection token of the configured {@link Llm}, or null. */
const LLM = Symbol('LLM');

/** Builds the pipeline out of the parts that the other modules provide. */
@Module({
  imports: [PersistenceModule, RealtimeModule],
  providers: [
    { provide: LLM, inject: [APP_CONFIG], useFactory: openLlm },
    { provide: UNDERSTANDING, inject: [APP_CONFIG, LLM, Metrics, Readiness], useFactory: open },
    {
      provide: PendingUpgrader,
      inject: [LLM, PendingRepository, TemplateRepository, LogFeed, Metrics],
      useFactory: startUpgrader,
    },
    {
      provide: PipelineRunner,
      inject: [UNDERSTANDING, LogWriter, LogFeed, Metrics],
      useFactory: (understanding: OpenUnderstanding, writer: LogWriter, feed: LogFeed, metrics: Metrics) =>
        new PipelineRunner(logPipeline({ ...understanding, writer, feed }), metrics),
    },
  ],
  exports: [UNDERSTANDING, PipelineRunner, PendingUpgrader],
})
export class PipelineModule {}

function openLlm({ llm, classification }: AppConfig): Llm | null {
  const logger = new Logger('Llm');
  return createLlm(llm, {
    categories: DEFAULT_CATEGORIES,
    maxTemplates: classification.templateCache,
    onProblem: (text) => {
      logger.warn(text);
    },
  });
}

async function startUpgrader(
  llm: Llm | null,
  pending: PendingRepository,
  templates: TemplateRepository,
  feed: LogFeed,
  metrics: Metrics,
): Promise<PendingUpgrader> {
  const upgrader = new PendingUpgrader({ llm, pending, templates, feed, metrics });
  await upgrader.start();
  return upgrader;
}

async function open(
  config: AppConfig,
  llm: Llm | null,
  metrics: Metrics,
  readiness: Readiness,
): Promise<OpenUnderstanding> {
  const logger = new Logger('Classification');
  const understanding = await openUnderstanding(config, {
    llm: llm?.strategy ?? null,
    watchRules: true,
    onProblem: (text) => {
      logger.warn(text);
    },
    onReload: (rules) => {
      logger.log(`${String(rules)} rules in force`);
    },
  });
  metrics.watchTemplateCache(understanding.cacheCounts);
  readiness.register({
    name: 'model',
    // A model that is down does not make the server useless: rules go on, and this says what is missing.
    check: () => Promise.resolve(understanding.modelVersion ?? 'no model: rules and fallback only'),
  });
  return understanding;
}
