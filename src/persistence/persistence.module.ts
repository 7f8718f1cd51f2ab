import { Logger, Module } from '@nestjs/common';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import type { DatabaseConfig } from '../config/database.config';
import { Readiness } from '../observability/readiness';
import { AlertRepository } from './alerts/alert.repository';
import { AlertRuleRepository } from './alerts/alert-rule.repository';
import { AlertStore } from './alerts/alert-store';
import { DeliveryStore } from './alerts/delivery-store';
import { HookStore } from './alerts/hook-store';
import { SilenceRepository } from './alerts/silence.repository';
import { CheckpointRepository } from './checkpoint.repository';
import { Database } from './database';
import type { WriteTimes } from './durable-transaction';
import { FeedbackRepository } from './feedback.repository';
import { JobRepository } from './job.repository';
import { LogRepository } from './log.repository';
import { LogWriter } from './log-writer';
import { PatternRuleRepository } from './pattern-rule.repository';
import { PartitionMaintenance } from './partition-maintenance';
import { PartitionService } from './partition.service';
import { PendingRepository } from './pending.repository';
import { LlmVerdictRepository } from './llm-verdict.repository';
import { TemplateCountMaintenance } from './template-count-maintenance';
import { TemplateRepository } from './template.repository';
import { TemplateStore } from './template-store';

/** How long a write waits for a database that is away before its sender is told to come again. */
const WRITE_RETRY_MS = 10_000;
/** How much longer than its longest statement a whole write may take. */
const WRITE_GRACE_MS = 10_000;

const REPOSITORIES = [
  LogRepository,
  TemplateRepository,
  LlmVerdictRepository,
  PendingRepository,
  JobRepository,
  CheckpointRepository,
  FeedbackRepository,
  AlertRepository,
  AlertRuleRepository,
  SilenceRepository,
  PatternRuleRepository,
];

/**
 * PostgreSQL and everything that reads and writes it. Closing is not a hook of this module: the database goes last,
 * when the app's shutdown list says so.
 */
@Module({
  providers: [
    {
      provide: Database,
      inject: [APP_CONFIG, Readiness],
      useFactory: openDatabase,
    },
    {
      provide: PartitionService,
      inject: [Database],
      useFactory: ({ dataSource }: Database) => new PartitionService(dataSource),
    },
    {
      provide: LogWriter,
      inject: [Database, PartitionService, APP_CONFIG],
      useFactory: ({ writerPool }: Database, partitions: PartitionService, { database }: AppConfig) =>
        new LogWriter(writerPool, partitions, writeTimes(database)),
    },
    {
      provide: TemplateStore,
      inject: [Database, APP_CONFIG],
      useFactory: ({ writerPool }: Database, { database }: AppConfig) =>
        new TemplateStore(writerPool, writeTimes(database)),
    },
    { provide: AlertStore, inject: [Database], useFactory: ({ workerPool }: Database) => new AlertStore(workerPool) },
    {
      provide: DeliveryStore,
      inject: [Database],
      useFactory: ({ workerPool }: Database) => new DeliveryStore(workerPool),
    },
    { provide: HookStore, inject: [Database], useFactory: ({ workerPool }: Database) => new HookStore(workerPool) },
    PartitionMaintenance,
    TemplateCountMaintenance,
    ...REPOSITORIES.map((repository) => ({
      provide: repository,
      inject: [Database],
      useFactory: ({ dataSource }: Database) => new repository(dataSource),
    })),
  ],
  exports: [Database, LogWriter, TemplateStore, AlertStore, DeliveryStore, HookStore, ...REPOSITORIES],
})
export class PersistenceModule {}

function writeTimes({ statementTimeoutSeconds }: DatabaseConfig): WriteTimes {
  return { retryMs: WRITE_RETRY_MS, attemptMs: statementTimeoutSeconds * 1000 + WRITE_GRACE_MS };
}

async function openDatabase({ database, server }: AppConfig, readiness: Readiness): Promise<Database> {
  const opened = await Database.open({ ...database, dataDir: server.dataDir, onLost: stopProcess });
  readiness.register({
    name: 'database',
    check: async () => `answers in ${(await opened.ping()).toFixed(1)} ms`,
  });
  return opened;
}

/** Without a database there is nothing to do: stop in order, as if asked to, but with an exit code that says so. */
function stopProcess(reason: string): void {
  new Logger('Database').fatal(`the embedded PostgreSQL is gone: ${reason}`);
  process.exitCode = 1;
  process.kill(process.pid, 'SIGTERM');
}
