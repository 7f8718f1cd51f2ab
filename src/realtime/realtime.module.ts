import { Module } from '@nestjs/common';
import { PersistenceModule } from '../persistence/persistence.module';
import { AlertFeed } from './alert-feed';
import { LogFeed } from './log-feed';
import { LogsGateway } from './logs.gateway';

/** Live logs and alerts over WebSocket. */
@Module({
  imports: [PersistenceModule],
  providers: [LogFeed, AlertFeed, LogsGateway],
  exports: [LogFeed, AlertFeed, LogsGateway],
})
export class RealtimeModule {}
