import { Inject, Injectable, Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AlertWorker } from './alerting/alert-worker';
import { messageOf } from './core/errors';
import { Intake } from './ingestion/intake';
import { KAFKA_TRANSPORT } from './ingestion/ingestion.module';
import { JobRunner } from './ingestion/http/jobs/job-runner';
import { Trainings } from './learning/trainings';
import type { BatchKafkaServer } from './messaging/batch-kafka.server';
import { Readiness } from './observability/readiness';
import { Database } from './persistence/database';
import { Discoveries } from './pipeline/discovery/discoveries';
import { PatternService } from './pipeline/patterns/pattern-service';
import { PendingUpgrader } from './pipeline/pending-upgrader';
import { RELAY, UNDERSTANDING } from './pipeline/pipeline.module';
import type { RelayThread } from './pipeline/relay/relay-thread';
import type { OpenUnderstanding } from './pipeline/understanding';
import { LogsGateway } from './realtime/logs.gateway';

/** How long requests that are still coming in or going out are waited for, in milliseconds. */
const GRACE_MS = 2_000;

/** The graceful stop: the one list of what stops, in which order. */
@Injectable()
export class Shutdown {
  private readonly logger = new Logger('Shutdown');
  private running: Promise<void> | null = null;

  constructor(
    private readonly readiness: Readiness,
    private readonly jobs: JobRunner,
    private readonly trainings: Trainings,
    private readonly discoveries: Discoveries,
    private readonly patterns: PatternService,
    @Inject(KAFKA_TRANSPORT) private readonly kafka: BatchKafkaServer | null,
    private readonly intake: Intake,
    private readonly upgrader: PendingUpgrader,
    private readonly alerts: AlertWorker,
    private readonly gateway: LogsGateway,
    @Inject(RELAY) private readonly relay: RelayThread | null,
    @Inject(UNDERSTANDING) private readonly understanding: OpenUnderstanding,
    private readonly database: Database,
  ) {}

  /** Runs the list once, whoever asks. A step that fails does not keep the later ones from running. */
  run(app: NestFastifyApplication): Promise<void> {
    this.running ??= this.stop(app);
    return this.running;
  }

  private async stop(app: NestFastifyApplication): Promise<void> {
    await this.step('readiness off', () => {
      this.readiness.draining();
    });
    await this.step('jobs pause', () => this.jobs.stop());
    await this.step('training is cancelled', () => this.trainings.stop());
    await this.step('discovery is cancelled', () => this.discoveries.stop());
    await this.step('Kafka is left', async () => this.kafka?.close());
    await this.step('intake drains', () => this.intake.drain());
    await this.step('LLM calls end', () => this.upgrader.stop());
    await this.step('alerts are put down', () => this.alerts.stop());
    await this.step('outbox is sent', async () => this.relay?.stop());
    await this.step('live clients leave', () => {
      this.gateway.close();
    });
    await this.step('HTTP closes', () => closeHttp(app));
    await this.step('rules are left as they are', () => this.patterns.stop());
    await this.step('models close', () => this.understanding.close());
    await this.step('database closes', () => this.database.close());
    this.logger.log('stopped');
  }

  private async step(name: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
      this.logger.debug(name);
    } catch (error) {
      this.logger.error(`${name}: ${messageOf(error)}`);
    }
  }
}

/** Lets answers go out; a client that has not sent its request to the end by then is cut off. */
async function closeHttp(app: NestFastifyApplication): Promise<void> {
  const timer = setTimeout(() => {
    app.getHttpServer().closeAllConnections();
  }, GRACE_MS);
  await app.close();
  clearTimeout(timer);
}
