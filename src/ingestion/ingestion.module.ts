import { Module } from '@nestjs/common';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import { Metrics } from '../observability/metrics';
import { PersistenceModule } from '../persistence/persistence.module';
import { PipelineModule } from '../pipeline/pipeline.module';
import { PipelineRunner } from '../pipeline/runner';
import { BatchService } from './http/batch.service';
import { ClassifyController } from './http/classify.controller';
import { JobFiles } from './http/jobs/job-files';
import { JobResults } from './http/jobs/job-results';
import { JobRunner } from './http/jobs/job-runner';
import { JobService } from './http/jobs/job.service';
import { JobsController } from './http/jobs/jobs.controller';
import { UploadService } from './http/upload.service';
import { Intake } from './intake';

/** All the ways in, behind one bounded intake. */
@Module({
  imports: [PersistenceModule, PipelineModule],
  controllers: [ClassifyController, JobsController],
  providers: [
    {
      provide: Intake,
      inject: [PipelineRunner, APP_CONFIG, Metrics],
      useFactory: (runner: PipelineRunner, config: AppConfig, metrics: Metrics) =>
        new Intake(runner, config.limits.inFlightRows, metrics),
    },
    BatchService,
    UploadService,
    JobFiles,
    JobService,
    JobRunner,
    JobResults,
  ],
  exports: [Intake, JobRunner],
})
export class IngestionModule {}
