import { DataSource } from 'typeorm';
import { defaultSources, loadConfig } from './src/config/load';
import { dataSourceOptions } from './src/persistence/data-source';
import { runningEmbeddedUrl } from './src/persistence/embedded-postgres';

const { database, server } = loadConfig(defaultSources({}));
const url = database.url === '' ? runningEmbeddedUrl(server.dataDir) : database.url;
if (url === null) throw new Error('no database: set DATABASE_URL, or start the server so that its embedded one runs');

/** The server's data source for the TypeORM command line, which tells what it does through the logger. */
export const dataSource = new DataSource({
  ...dataSourceOptions({ url, poolSize: 1, statementTimeoutSeconds: 0 }),
  logger: 'advanced-console',
});
