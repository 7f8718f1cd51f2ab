import { Module } from '@nestjs/common';
import { AlertingModule } from '../alerting/alerting.module';
import { PersistenceModule } from '../persistence/persistence.module';
import { PipelineModule } from '../pipeline/pipeline.module';
import { AlertRulesController } from './alerts/alert-rules.controller';
import { AlertsController } from './alerts/alerts.controller';
import { IntegrationsController } from './alerts/integrations.controller';
import { SilencesController } from './alerts/silences.controller';
import { LogsController } from './logs.controller';
import { TemplatesController } from './templates.controller';

/** What people look at: stored logs, their templates, and the alerts made of them. */
@Module({
  imports: [PersistenceModule, PipelineModule, AlertingModule],
  controllers: [
    LogsController,
    TemplatesController,
    // Before the alerts, whose ids stand in the same place of the path.
    AlertRulesController,
    SilencesController,
    AlertsController,
    IntegrationsController,
  ],
})
export class DashboardModule {}
