import multipart from '@fastify/multipart';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppModule } from './app.module';
import type { AppConfig } from './config/config';
import { registerBodyParsers } from './ingestion/http/body-parsers';
import { KAFKA_TRANSPORT } from './ingestion/ingestion.module';
import type { BatchKafkaServer } from './messaging/batch-kafka.server';
import { createPino, NestPinoLogger } from './observability/logger';
import { ProblemFilter } from './observability/problem.filter';
import { Readiness } from './observability/readiness';
import { serveOpenApi } from './openapi';
import { Shutdown } from './shutdown';

const API_PREFIX = /^\/api\/v1(?=\/|\?|$)/;

/** A server that listens. */
export interface RunningServer {
  readonly app: NestFastifyApplication;
  /** Base address, with the port that was really taken. */
  readonly url: string;
  /** Stops gracefully; safe to call more than once. */
  readonly stop: () => Promise<void>;
}

/** Builds the application without listening. */
async function createApp(config: AppConfig): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    // Bodies are bounded by our own parsers, which can name the limit; this is the outermost bound.
    bodyLimit: config.limits.uploadBytes,
    routerOptions: { maxParamLength: 512 },
    forceCloseConnections: 'idle',
    // Counted ids would start again with the process; these name one request for good.
    genReqId: () => randomUUID(),
    // Every route exists under /api/v1 too.
    rewriteUrl: (request: IncomingMessage) => (request.url ?? '/').replace(API_PREFIX, '') || '/',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestPinoLogger(createPino(config.server.logLevel)),
  });
  const fastify = app.getHttpAdapter().getInstance();
  registerBodyParsers(fastify, config.limits);
  await app.register(multipart);
  addHooks(fastify);
  app.useWebSocketAdapter(new WsAdapter(app));
  app.useGlobalFilters(new ProblemFilter());
  serveOpenApi(app);
  return app;
}

/** Builds the application and listens. */
export async function startServer(config: AppConfig): Promise<RunningServer> {
  const app = await createApp(config);
  const { host, port } = config.server;
  const kafka = app.get<BatchKafkaServer | null>(KAFKA_TRANSPORT);
  if (kafka !== null) {
    app.connectMicroservice({ strategy: kafka }, { inheritAppConfig: true });
    await app.startAllMicroservices();
  }
  await app.listen(port, host);
  app.get(Readiness).started();
  const shutdown = app.get(Shutdown);
  return { app, url: addressOf(app, host), stop: () => shutdown.run(app) };
}

function addHooks(fastify: FastifyInstance): void {
  const logger = new Logger('Http');
  fastify.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-content-type-options', 'nosniff').header('x-request-id', request.id);
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.debug(
      `${request.method} ${request.originalUrl} ${String(reply.statusCode)} ${reply.elapsedTime.toFixed(1)} ms`,
    );
    done();
  });
}

function addressOf(app: NestFastifyApplication, host: string): string {
  const address: unknown = app.getHttpServer().address();
  const port = typeof address === 'object' && address !== null && 'port' in address ? String(address.port) : '';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
