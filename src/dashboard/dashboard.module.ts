import { Module } from '@nestjs/common';
import { PersistenceModule } from '../persistence/persistence.module';
import { LogsController } from './logs.controller';

/** What people look at: stored logs. */
@Module({ imports: [PersistenceModule], controllers: [LogsController] })
export class DashboardModule {}
