import { Logger, Module } from '@nestjs/common';
import { AlertDecider } from '../alerting/alert-decider';
import { AlertingModule } from '../alerting/alerting.module';
import { TemplateSightings } from '../alerting/template-sightings';
import { createLlm, type Llm } from '../classification/llm/create-llm';
import type { Suggestions } from '../classification/suggestions/suggestions';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import { Metrics } from '../observability/metrics';
import { Readiness } from '../observability/readiness';
import { Database } from '../persistence/database';
import { FeedbackRepository } from '../persistence/feedback.repository';
import { LogWriter } from '../persistence/log-writer';
import { LogRepository } from '../persistence/log.repository';
import { PatternRuleRepository } from '../persistence/pattern-rule.repository';
import { PendingRepository } from '../persistence/pending.repository';
import { PersistenceModule } from '../persistence/persistence.module';
import { LlmVerdictRepository } from '../persistence/llm-verdict.repository';
import { TemplateStore } from '../persistence/template-store';
import { LogFeed } from '../realtime/log-feed';
import { RealtimeModule } from '../realtime/realtime.module';
import { packageVersion } from '../core/project';
import { Discoveries } from './discovery/discoveries';
import { logPipeline } from './log-pipeline';
import { openCategories } from './open-categories';
import { openNeighbours } from './open-neighbours';
import { PatternPreview } from './patterns/pattern-preview';
import { PatternService } from './patterns/pattern-service';
import { PatternTransfer } from './patterns/pattern-transfer';
import { PendingUpgrader } from './pending-upgrader';
import { publicationOf } from './publication';
import { RelayThread } from './relay/relay-thread';
import { PipelineRunner } from './runner';
import { openUnderstanding, suggestionsOf, type OpenUnderstanding } from './understanding';

/** Injection token of the server's {@link OpenUnderstanding}. */
export const UNDERSTANDING = Symbol('UNDERSTANDING');

/** Injection token of the configured {@link Llm}, or null. */
const LLM = Symbol('LLM');

/** Injection token of the configured {@link Suggestions}: reading them takes a while, so it is done once. */
const SUGGESTIONS = Symbol('SUGGESTIONS');

/** Injection token of the {@link RelayThread}, or null without Kafka. */
export const RELAY = Symbol('RELAY');

/** Builds the pipeline out of the parts that the other modules provide. */
@Module({
  imports: [PersistenceModule, RealtimeModule, AlertingModule],
  providers: [
    { provide: SUGGESTIONS, inject: [APP_CONFIG], useFactory: suggestionsOf },
    { provide: LLM, inject: [APP_CONFIG, SUGGESTIONS], useFactory: openLlm },
    {
      provide: UNDERSTANDING,
      inject: [APP_CONFIG, LLM, SUGGESTIONS, TemplateStore, TemplateSightings, Metrics, Readiness],
      useFactory: open,
    },
    { provide: PatternService, inject: [PatternRuleRepository, UNDERSTANDING], useFactory: startPatterns },
    {
      provide: PatternTransfer,
      inject: [PatternService, UNDERSTANDING],
      useFactory: (service: PatternService, { rules, categories }: OpenUnderstanding) =>
        new PatternTransfer(service, rules, categories.names),
    },
    {
      provide: PatternPreview,
      inject: [LogRepository, PatternService, UNDERSTANDING],
      useFactory: (logs: LogRepository, service: PatternService, { categories }: OpenUnderstanding) =>
        new PatternPreview(logs, service, categories.names),
    },
    {
      provide: Discoveries,
      inject: [APP_CONFIG, Database, PatternService, PatternTransfer],
      useFactory: (config: AppConfig, { url }: Database, patterns: PatternService, transfer: PatternTransfer) =>
        new Discoveries(config, url, patterns, transfer),
    },
    {
      provide: PendingUpgrader,
      inject: [
        LLM,
        UNDERSTANDING,
        APP_CONFIG,
        PendingRepository,
        LlmVerdictRepository,
        FeedbackRepository,
        AlertDecider,
        LogFeed,
        Metrics,
      ],
      useFactory: startUpgrader,
    },
    { provide: RELAY, inject: [APP_CONFIG, Database, Metrics], useFactory: startRelay },
    {
      provide: PipelineRunner,
      inject: [UNDERSTANDING, LogWriter, LogFeed, AlertDecider, Metrics, APP_CONFIG],
      useFactory: (
        understanding: OpenUnderstanding,
        writer: LogWriter,
        feed: LogFeed,
        alerts: AlertDecider,
        metrics: Metrics,
        { kafka }: AppConfig,
      ) => {
        const publication = publicationOf(kafka);
        return new PipelineRunner(logPipeline({ ...understanding, writer, feed, publication, alerts }), metrics);
      },
    },
  ],
  exports: [
    UNDERSTANDING,
    RELAY,
    PipelineRunner,
    PendingUpgrader,
    PatternService,
    PatternTransfer,
    PatternPreview,
    Discoveries,
  ],
})
export class PipelineModule {}

function startRelay({ kafka }: AppConfig, database: Database, metrics: Metrics): RelayThread | null {
  if (kafka.brokers === '') return null;
  const data = { databaseUrl: database.url, kafka, version: packageVersion() };
  const relay = new RelayThread(data, metrics, new Logger('Relay'));
  relay.start();
  return relay;
}

async function startPatterns(
  repository: PatternRuleRepository,
  understanding: OpenUnderstanding,
): Promise<PatternService> {
  const logger = new Logger('Patterns');
  const service = new PatternService(repository, understanding, {
    categories: understanding.categories.names,
    onWarn: (text) => {
      logger.warn(text);
    },
  });
  await service.start();
  return service;
}

function openLlm({ llm, classification }: AppConfig, { suggest }: Suggestions): Llm | null {
  if (llm.provider === 'none') return null;
  const logger = new Logger('Llm');
  return createLlm(llm, {
    categories: openCategories(classification.categories).definitions,
    maxTemplates: classification.templateCache,
    suggest,
    onProblem: (text) => {
      logger.warn(text);
    },
  });
}

async function startUpgrader(
  llm: Llm | null,
  { models, categories }: OpenUnderstanding,
  { learning }: AppConfig,
  pending: PendingRepository,
  templates: LlmVerdictRepository,
  feedback: FeedbackRepository,
  alerts: AlertDecider,
  feed: LogFeed,
  metrics: Metrics,
): Promise<PendingUpgrader> {
  const neighbours =
    llm === null || models === null ? null : openNeighbours(learning.corpusDir, models, feedback, categories.names);
  const upgrader = new PendingUpgrader({ llm, neighbours, pending, templates, alerts, feed, metrics });
  await upgrader.start();
  return upgrader;
}

async function open(
  config: AppConfig,
  llm: Llm | null,
  suggestions: Suggestions,
  templates: TemplateStore,
  sightings: TemplateSightings,
  metrics: Metrics,
  readiness: Readiness,
): Promise<OpenUnderstanding> {
  const logger = new Logger('Classification');
  const understanding = await openUnderstanding(config, {
    llm: llm?.strategy ?? null,
    suggestions,
    templates,
    onNewTemplate: (id) => {
      sightings.learned(id);
    },
    watchRules: true,
    onProblem: (text) => {
      logger.warn(text);
    },
    onReload: (rules) => {
      logger.log(`${String(rules)} rules in force`);
    },
  });
  const { models } = understanding;
  if (models !== null) metrics.watchModels(models);
  readiness.register({
    name: 'model',
    // A model that is down does not make the server useless: rules go on, and this says what is missing.
    check: () => Promise.resolve(models?.manifest?.version ?? 'no model: rules and fallback only'),
  });
  return understanding;
}
