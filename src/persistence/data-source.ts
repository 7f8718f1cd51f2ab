import { DataSource, type DataSourceOptions } from 'typeorm';
import { CheckpointEntity } from './entities/checkpoint.entity';
import { DeadLetterEntity } from './entities/dead-letter.entity';
import { FeedbackEntity } from './entities/feedback.entity';
import { IngestGapEntity } from './entities/ingest-gap.entity';
import { JobEntity } from './entities/job.entity';
import { LogEntity } from './entities/log.entity';
import { OutboxEntity } from './entities/outbox.entity';
import { TemplateFormEntity } from './entities/template-form.entity';
import { TemplateEntity } from './entities/template.entity';
import { UnkeptLogsEntity } from './entities/unkept-logs.entity';
import { InitialSchema1795219200000 } from './migrations/1795219200000-initial-schema';
import { Streams1795260000000 } from './migrations/1795260000000-streams';
import { Feedback1795280000000 } from './migrations/1795280000000-feedback';
import { Alerts1795310000000 } from './migrations/1795310000000-alerts';
import { Patterns1795320000000 } from './migrations/1795320000000-patterns';
import { Templates1795300000000 } from './migrations/1795300000000-templates';

export interface ConnectionOptions {
  /** `postgresql://user:password@host:port/database` */
  readonly url: string;
  /** Connections the pool may hold. */
  readonly poolSize: number;
  /** Longest time one statement may run; 0 for no limit. */
  readonly statementTimeoutSeconds: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_IN_TRANSACTION_MS = 60_000;
/** How much later than the server the client gives a statement up: the server may be unable to. */
const CLIENT_GRACE_MS = 5_000;

/** What every connection of ours sets, in the words of the `pg` library. */
export function sessionOptions(statementTimeoutSeconds: number): Record<string, string | number | boolean> {
  const timeout = statementTimeoutSeconds * 1000;
  return {
    application_name: 'logsieve',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    ...(timeout === 0 ? {} : { statement_timeout: timeout, query_timeout: timeout + CLIENT_GRACE_MS }),
  };
}

/** How TypeORM reaches and knows the database. Entities and migrations are listed by hand: a glob can miss a file. */
export function dataSourceOptions(options: ConnectionOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url: options.url,
    poolSize: options.poolSize,
    extra: sessionOptions(options.statementTimeoutSeconds),
    installExtensions: false,
    // Silent unless DEBUG=typeorm:*; what goes wrong is thrown, and our own log is JSON.
    logger: 'debug',
    entities: [
      LogEntity,
      TemplateEntity,
      TemplateFormEntity,
      DeadLetterEntity,
      CheckpointEntity,
      IngestGapEntity,
      OutboxEntity,
      UnkeptLogsEntity,
      JobEntity,
      FeedbackEntity,
    ],
    migrations: [
      InitialSchema1795219200000,
      Streams1795260000000,
      Feedback1795280000000,
      Templates1795300000000,
      Alerts1795310000000,
      Patterns1795320000000,
    ],
  };
}

export function createDataSource(options: ConnectionOptions): DataSource {
  return new DataSource(dataSourceOptions(options));
}
