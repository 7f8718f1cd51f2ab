import { Module } from '@nestjs/common';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import { ModelVersions } from '../learning/model-versions';
import { Trainings } from '../learning/trainings';
import { Metrics } from '../observability/metrics';
import { Readiness } from '../observability/readiness';
import { PersistenceModule } from '../persistence/persistence.module';
import { PipelineModule, UNDERSTANDING } from '../pipeline/pipeline.module';
import { PipelineRunner } from '../pipeline/runner';
import { BatchService } from './http/batch.service';
import { ClassifyController } from './http/classify.controller';
import { JobFiles } from './http/jobs/job-files';
import { JobResults } from './http/jobs/job-results';
import { JobRunner } from './http/jobs/job-runner';
import { JobService } from './http/jobs/job.service';
import { JobsController } from './http/jobs/jobs.controller';
import { FeedbackController } from './http/learning/feedback.controller';
import { FeedbackService } from './http/learning/feedback.service';
import { ModelViews } from './http/learning/model-views';
import { ModelsController } from './http/learning/models.controller';
import { openModelVersions } from './http/learning/open-model-versions';
import { TrainingController } from './http/learning/training.controller';
import { TrainingService } from './http/learning/training.service';
import { UploadService } from './http/upload.service';
import { ExplainController } from './http/explain/explain.controller';
import { DiscoveryController } from './http/patterns/discovery.controller';
import { DiscoveryService } from './http/patterns/discovery.service';
import { PatternFilesController } from './http/patterns/pattern-files.controller';
import { PatternsController } from './http/patterns/patterns.controller';
import { Intake } from './intake';
import { createKafkaTransport } from './kafka/kafka-transport';
import { RawLogsConsumer } from './kafka/raw-logs.consumer';

/** Injection token of the {@link BatchKafkaServer}, or null when no brokers are set. */
export const KAFKA_TRANSPORT = Symbol('KAFKA_TRANSPORT');

/** All the ways in, behind one bounded intake. */
@Module({
  imports: [PersistenceModule, PipelineModule],
  controllers: [
    ExplainController,
    // Before the rules, whose ids stand in the same place of the path.
    DiscoveryController,
    PatternFilesController,
    PatternsController,
    ClassifyController,
    JobsController,
    FeedbackController,
    TrainingController,
    ModelsController,
    RawLogsConsumer,
  ],
  providers: [
    {
      provide: Intake,
      inject: [PipelineRunner, APP_CONFIG, Metrics],
      useFactory: (runner: PipelineRunner, config: AppConfig, metrics: Metrics) =>
        new Intake(runner, config.limits.inFlightRows, metrics),
    },
    { provide: KAFKA_TRANSPORT, inject: [APP_CONFIG, Readiness], useFactory: createKafkaTransport },
    BatchService,
    UploadService,
    JobFiles,
    JobService,
    JobRunner,
    JobResults,
    { provide: ModelVersions, inject: [APP_CONFIG, UNDERSTANDING], useFactory: openModelVersions },
    {
      provide: Trainings,
      inject: [APP_CONFIG, ModelVersions],
      useFactory: (config: AppConfig, versions: ModelVersions) =>
        new Trainings(config.classification.modelDir, versions),
    },
    FeedbackService,
    TrainingService,
    ModelViews,
    DiscoveryService,
  ],
  exports: [Intake, JobRunner, Trainings, KAFKA_TRANSPORT],
})
export class IngestionModule {}
