import { Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppConfig } from '../../src/config/config';
import { ConfigModule } from '../../src/config/config.module';
import { loadConfig } from '../../src/config/load';
import { ObservabilityModule } from '../../src/observability/observability.module';
import { Readiness } from '../../src/observability/readiness';
import { Database, type DatabaseOptions } from '../../src/persistence/database';
import { runningEmbeddedUrl } from '../../src/persistence/embedded-postgres';
import { LogRepository } from '../../src/persistence/log.repository';
import { LogWriter } from '../../src/persistence/log-writer';
import { TemplateStore } from '../../src/persistence/template-store';
import { PersistenceModule } from '../../src/persistence/persistence.module';
import { createEmptyDatabase } from '../support/postgres';
import { makeTemporaryFolder } from '../support/postgres-folder';
import { makeLog } from '../support/postgres-logs';
import { PostgresProxy } from '../support/postgres-proxy';
import { makeBatch } from '../support/postgres-writer';

function configWith(env: Record<string, string>): AppConfig {
  return loadConfig({ file: '/nowhere/logsieve.yaml', create: false, env, flags: {} });
}

function optionsFor(url: string): DatabaseOptions {
  const { database, server } = configWith({ DATABASE_URL: url });
  return { ...database, dataDir: server.dataDir, onLost: () => undefined };
}

let empty: Awaited<ReturnType<typeof createEmptyDatabase>>;

beforeAll(() => {
  Logger.overrideLogger(false);
});

beforeEach(async () => {
  empty = await createEmptyDatabase();
});

afterEach(() => empty.drop());

describe('a given server', () => {
  it('is migrated and answers', async () => {
    const database = await Database.open(optionsFor(empty.url));
    expect(await database.ping()).toBeGreaterThan(0);
    expect(await database.dataSource.query('SELECT count(*)::int AS n FROM logs')).toEqual([{ n: 0 }]);
    await database.close();
  });

  it('is waited for when it is not there yet', async () => {
    const proxy = await PostgresProxy.before(empty.url);
    proxy.goDown();
    const opening = Database.open(optionsFor(proxy.url));
    await sleep(400);
    proxy.comeBack();
    const database = await opening;
    await database.close();
    await proxy.close();
  });

  it.each([
    ['a wrong password', (url: URL) => (url.password = 'secret-guess'), /password authentication failed/],
    ['a database that does not exist', (url: URL) => (url.pathname = '/nothing'), /database "nothing" does not exist/],
  ])('is not waited for with %s, and the error shows no password', async (_name, change, reason) => {
    const url = new URL(empty.url);
    change(url);
    const error: unknown = await Database.open(optionsFor(url.href)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    const { message } = error as Error;
    expect(message).toMatch(reason);
    expect(message).toContain(`PostgreSQL at ${url.host}`);
    expect(message).not.toContain(url.password);
  });

  it('must have an address that is one', async () => {
    await expect(Database.open(optionsFor('postgresql://a b:99999/'))).rejects.toThrow(/which is not a URL/);
  });
});

it('PersistenceModule runs on the embedded PostgreSQL when no server is given', async () => {
  const dataDir = makeTemporaryFolder();

  @Module({ imports: [ConfigModule.with(configWith({ DATA_DIR: dataDir })), ObservabilityModule, PersistenceModule] })
  class ServerModule {}

  const app = await Test.createTestingModule({ imports: [ServerModule] }).compile();
  await app.init();
  const database = app.get(Database);
  const log = makeLog();
  const { masked, formId: id, template: text, templateId } = log;
  await app.get(TemplateStore).learn(0, () => [{ id, masked, template: { id: templateId, text }, merged: [] }]);
  await app.get(LogWriter).write(makeBatch({ logs: [log] }));
  expect(await app.get(LogRepository).find(log.id)).toEqual(log);

  const partitions = `SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'logs'::regclass`;
  expect(await database.dataSource.query(partitions)).toEqual([{ n: 3 }]);
  const { checks } = await app.get(Readiness).report();
  expect(checks['database']).toEqual({ ok: true, detail: expect.stringMatching(/^answers in [\d.]+ ms$/) as string });

  // The module's own hooks leave the database alone: others may still write while they stop.
  await app.close();
  expect(await database.ping()).toBeGreaterThan(0);
  await database.close();
  expect(runningEmbeddedUrl(dataDir)).toBeNull();
  rmSync(dataDir, { recursive: true });
});
