import { Module } from '@nestjs/common';
import { PersistenceModule } from '../persistence/persistence.module';
import { LogsController } from './logs.controller';
import { TemplatesController } from './templates.controller';

/** What people look at: stored logs and their templates. */
@Module({ imports: [PersistenceModule], controllers: [LogsController, TemplatesController] })
export class DashboardModule {}
