import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AlertingModule } from './alerting/alerting.module';
import type { AppConfig } from './config/config';
import { ConfigModule } from './config/config.module';
import { DashboardModule } from './dashboard/dashboard.module';
import { IngestionModule } from './ingestion/ingestion.module';
import { ObservabilityModule } from './observability/observability.module';
import { PersistenceModule } from './persistence/persistence.module';
import { PipelineModule } from './pipeline/pipeline.module';
import { RealtimeModule } from './realtime/realtime.module';
import { Shutdown } from './shutdown';

/** The whole server. */
@Module({})
export class AppModule {
  static with(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        ScheduleModule.forRoot(),
        ObservabilityModule,
        PersistenceModule,
        RealtimeModule,
        AlertingModule,
        PipelineModule,
        IngestionModule,
        DashboardModule,
      ],
      providers: [Shutdown],
    };
  }
}
