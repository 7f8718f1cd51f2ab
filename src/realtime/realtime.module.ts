import { Module } from '@nestjs/common';
import { PersistenceModule } from '../persistence/persistence.module';
import { LogFeed } from './log-feed';
import { LogsGateway } from './logs.gateway';

/** Live logs over WebSocket. */
@Module({ imports: [PersistenceModule], providers: [LogFeed, LogsGateway], exports: [LogFeed, LogsGateway] })
export class RealtimeModule {}
