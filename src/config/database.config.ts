import { setting, type SliceValues } from './setting';
import { int, oneOf, text } from './schemas';

export const databaseSlice = {
  url: setting({
    env: 'DATABASE_URL',
    doc: 'PostgreSQL to use, e.g. postgresql://user:password@host:5432/logsieve; empty starts an embedded one in DATA_DIR.',
    schema: text(),
    default: '',
    secret: true,
  }),
  poolSize: setting({
    env: 'DATABASE_POOL_SIZE',
    doc: 'Connections this process may hold.',
    schema: int(6, 200),
    default: 8,
  }),
  embeddedPort: setting({
    env: 'EMBEDDED_POSTGRES_PORT',
    doc: 'Port of the embedded database on 127.0.0.1; 0 picks a free one.',
    schema: int(0, 65535),
    default: 0,
  }),
  retentionDays: setting({
    env: 'RETENTION_DAYS',
    doc: 'Days of logs to keep; older day partitions are dropped. 0 keeps everything.',
    schema: int(0, 36500),
    default: 30,
  }),
  storePolicy: setting({
    env: 'STORE_POLICY',
    doc: 'Logs kept from streaming sources (Kafka): all, or important (triage is not normal, or severity 4 and more); what is not kept is counted by minute, source and category.',
    schema: oneOf(['all', 'important']),
    default: 'all',
  }),
  statementTimeoutSeconds: setting({
    env: 'DATABASE_STATEMENT_TIMEOUT_SECONDS',
    doc: 'Longest time one SQL statement may run, in seconds.',
    schema: int(1, 3600),
    default: 30,
  }),
};

export type DatabaseConfig = SliceValues<typeof databaseSlice>;
