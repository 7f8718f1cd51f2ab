import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { messageOf } from '../core/errors';
import { Metrics } from './metrics';
import { Readiness } from './readiness';

/** Liveness, readiness and metrics for whoever runs the process. */
@ApiTags('Operations')
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  @ApiOperation({ operationId: 'liveness', summary: 'The process is alive' })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  @ApiServiceUnavailableResponse({ description: 'Stuck: restart the process' })
  healthz(@Res({ passthrough: true }) reply: FastifyReply): { status: string } {
    try {
      this.readiness.alive();
      return { status: 'ok' };
    } catch (error) {
      reply.code(HttpStatus.SERVICE_UNAVAILABLE);
      return { status: messageOf(error) };
    }
  }

  @Get('readyz')
  @ApiOperation({ operationId: 'readiness', summary: 'The server can do its work' })
  @ApiOkResponse({ schema: { example: { status: 'ready' } } })
  @ApiServiceUnavailableResponse({ description: 'Starting, draining, or a dependency is down' })
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string }> {
    const { ready, phase } = await this.readiness.report();
    reply.code(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return { status: ready ? 'ready' : phase === 'running' ? 'not ready' : phase };
  }

  @Get('health')
  @ApiOperation({ operationId: 'health', summary: 'Readiness with what each dependency said' })
  @ApiOkResponse({
    schema: { example: { ready: true, phase: 'running', checks: { database: { ok: true, detail: '1 ms' } } } },
  })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<Awaited<ReturnType<Readiness['report']>>> {
    const report = await this.readiness.report();
    reply.code(report.ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return report;
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ operationId: 'metrics', summary: 'Prometheus metrics' })
  @ApiOkResponse({ content: { 'text/plain': { example: 'logs_processed_total 1042' } } })
  async prometheus(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
