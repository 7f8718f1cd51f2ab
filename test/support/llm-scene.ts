import { Logger } from '@nestjs/common';
import type { AlertRule } from '../../src/alerting/alert-rule';
import type { Llm } from '../../src/classification/llm/create-llm';
import type { LlmConfig } from '../../src/config/llm.config';
import type { ClassifiedLog } from '../../src/core/log';
import { LlmDouble, logIn } from './llm-double';
import { openLlm, openUpgrader, SHORT_LEASE_MS, TestClock, type TestUpgrader } from './llm-upgrader';
import { createTestDatabase, type TestDatabase } from './postgres';
import { makeLog, makeVerdict } from './postgres-logs';

/** What logs have before the LLM is asked. */
const LOCAL = makeVerdict({ category: 'Unclassified', severity: 4, decidedBy: 'fallback', ruleId: null });

/** A database, a model and servers that upgrade pending logs; new for every test, but for the database itself. */
export class LlmScene {
  db!: TestDatabase;
  double!: LlmDouble;
  clock!: TestClock;
  /** What was written to the log as a warning. */
  warnings!: string[];
  private servers!: TestUpgrader[];

  /** Sets it up and tidies it away around the tests of a file. */
  static install(): LlmScene {
    const scene = new LlmScene();
    beforeAll(async () => {
      scene.db = await createTestDatabase();
    });
    beforeEach(() => scene.open());
    afterEach(() => scene.close());
    afterAll(() => scene.db.drop());
    return scene;
  }

  /** Starts a server with this LLM. */
  async start(llm: Llm | null, leaseMs?: number, rules: readonly AlertRule[] = []): Promise<TestUpgrader> {
    const server = openUpgrader(this.db, llm, leaseMs, null, rules);
    this.servers.push(server);
    await server.upgrader.start();
    return server;
  }

  /** A server that asks the double. */
  startWith(given: Partial<LlmConfig> = {}): Promise<TestUpgrader> {
    return this.start(openLlm(this.double, given, this.clock));
  }

  /** A server with one worker, which may take a template up again soon. */
  startPersistent(given: Partial<LlmConfig> = {}): Promise<TestUpgrader> {
    return this.start(openLlm(this.double, { concurrency: 1, ...given }, this.clock), SHORT_LEASE_MS);
  }

  pendingLogs(template: string, count = 1, given: Partial<ClassifiedLog> = {}): ClassifiedLog[] {
    return Array.from({ length: count }, () =>
      makeLog({ masked: template, message: `${template} now`, status: 'pending', verdict: LOCAL, ...given }),
    );
  }

  pendingRows(): Promise<number> {
    return this.db.count(`logs WHERE status = 'pending'`);
  }

  /** Makes all templates free, as if time had passed. */
  async endLeases(): Promise<void> {
    await this.db.dataSource.query('UPDATE template_forms SET leased_until = NULL');
  }

  /** Every template that the LLM was asked about, in order. */
  askedAbout(): string[] {
    return this.double.requests.map(({ body }) => logIn(body).template);
  }

  private async open(): Promise<void> {
    this.double = await LlmDouble.start();
    this.clock = new TestClock();
    this.servers = [];
    this.warnings = [];
    const quiet = (): void => undefined;
    Logger.overrideLogger({ log: quiet, error: quiet, warn: (text: string) => this.warnings.push(text) });
  }

  private async close(): Promise<void> {
    await Promise.all(this.servers.map(({ upgrader }) => upgrader.stop()));
    await this.double.close();
    await this.db.dataSource.query('TRUNCATE logs, templates, template_forms, alert_hits');
  }
}
