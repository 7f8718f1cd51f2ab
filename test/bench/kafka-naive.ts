/**
 * What reading from Kafka is measured against: the way Nest documents it. The stock transport, one `@EventPattern`
 * call a record, the same rules, one TypeORM insert a log.
 */
import 'reflect-metadata';
import { Controller, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { EventPattern, Payload, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { DataSource, type Repository } from 'typeorm';
import { defaultSources, loadConfig } from '../../src/config/load';
import { registerCodecs } from '../../src/messaging/codecs';
import { rawLine } from '../../src/core/record';
import { understandingSteps } from '../../src/pipeline/log-pipeline';
import { PipelineRunner } from '../../src/pipeline/runner';
import { openEntries, openLogs } from '../../src/pipeline/step';
import { openUnderstanding } from '../../src/pipeline/understanding';
import { NaiveLog } from './naive-log';

let runner: PipelineRunner;
let repository: Repository<NaiveLog>;

@Controller()
class NaiveController {
  @EventPattern('bench-raw')
  async consume(@Payload() value: unknown): Promise<void> {
    const entries = openEntries([rawLine(String(value), null)], Date.now(), 65_536);
    const batch = { origin: 'bench', entries, recordsOf: null, keep: 'all', checkpoint: null } as const;
    await runner.run(batch);
    for (const { timestamp, source, message, fields, verdict } of openLogs(batch)) {
      const { category, severity, triage, confidence } = verdict;
      const at = new Date(timestamp);
      await repository.insert({ timestamp: at, source, message, category, severity, triage, confidence, fields });
    }
  }
}

@Module({ controllers: [NaiveController] })
class NaiveModule {}

async function main(): Promise<void> {
  const [url = '', brokers = ''] = process.argv.slice(2);
  registerCodecs();
  const config = loadConfig({ ...defaultSources({}), create: false });
  const understanding = await openUnderstanding(config, { llm: null, watchRules: false, onProblem: console.error });
  runner = new PipelineRunner(understandingSteps(understanding));
  const source = new DataSource({ type: 'postgres', url, entities: [NaiveLog], synchronize: true });
  repository = (await source.initialize()).getRepository(NaiveLog);
  Logger.overrideLogger(false);
  const options: MicroserviceOptions = {
    transport: Transport.KAFKA,
    options: {
      client: { brokers: [brokers] },
      consumer: { groupId: 'naive' },
      subscribe: { fromBeginning: true },
    },
  };
  const app = await NestFactory.create(NaiveModule, new FastifyAdapter());
  app.connectMicroservice(options);
  await app.startAllMicroservices();
  console.error(`listening on ${brokers}`);
}

void main();
