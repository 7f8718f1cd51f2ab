import { alertingSlice, type AlertingConfig } from './alerting.config';
import { classificationSlice, type ClassificationConfig } from './classification.config';
import { databaseSlice, type DatabaseConfig } from './database.config';
import { enrichmentSlice, type EnrichmentConfig } from './enrichment.config';
import { integrationsSlice, type IntegrationsConfig } from './integrations.config';
import { kafkaSlice, type KafkaConfig } from './kafka.config';
import { learningSlice, type LearningConfig } from './learning.config';
import { limitsSlice, type LimitsConfig } from './limits.config';
import { llmSlice, type LlmConfig } from './llm.config';
import { parsingSlice, type ParsingConfig } from './parsing.config';
import { realtimeSlice, type RealtimeConfig } from './realtime.config';
import { serverSlice, type ServerConfig } from './server.config';
import type { Slice } from './setting';

/** All sections in the order in which files and docs show them. */
const SLICES = {
  server: serverSlice,
  database: databaseSlice,
  limits: limitsSlice,
  kafka: kafkaSlice,
  parsing: parsingSlice,
  enrichment: enrichmentSlice,
  classification: classificationSlice,
  learning: learningSlice,
  llm: llmSlice,
  realtime: realtimeSlice,
  alerting: alertingSlice,
  integrations: integrationsSlice,
} satisfies Record<string, Slice>;

/** Every setting of one process, read once at its start. */
export interface AppConfig {
  readonly server: ServerConfig;
  readonly database: DatabaseConfig;
  readonly limits: LimitsConfig;
  readonly kafka: KafkaConfig;
  readonly parsing: ParsingConfig;
  readonly enrichment: EnrichmentConfig;
  readonly classification: ClassificationConfig;
  readonly learning: LearningConfig;
  readonly llm: LlmConfig;
  readonly realtime: RealtimeConfig;
  readonly alerting: AlertingConfig;
  readonly integrations: IntegrationsConfig;
}

export type SectionName = keyof AppConfig;

/** Sections and settings by YAML name, for code that walks over all of them. */
export const SECTIONS: readonly (readonly [SectionName, Slice])[] = Object.entries(SLICES) as [SectionName, Slice][];
