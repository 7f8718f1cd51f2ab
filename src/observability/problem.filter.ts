import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { InputError, type InputErrorKind } from '../core/errors';

/** How long the rest of a refused body is read and thrown away, in milliseconds. */
const DISCARD_MS = 5_000;

const STATUS: Record<InputErrorKind, number> = {
  invalid: 400,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 415,
  unprocessable: 422,
  busy: 429,
  unavailable: 503,
};

/** RFC 9457 body, with our stable code, the request id and the places in the input that are wrong. */
interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  requestId: string;
  errors?: readonly { where: string; detail: string }[];
}

/** Turns whatever was thrown into `application/problem+json`. Our own failures are logged and never explained to the caller. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // Nobody is left to answer, and a client that hangs up is no failure of ours.
    if (request.raw.errored !== null) {
      reply.raw.destroy();
      return;
    }
    const problem = problemOf(error, request);
    if (problem.status >= 500 && !(error instanceof InputError)) {
      this.logger.error(
        error instanceof Error ? error : String(error),
        `${request.method} ${problem.instance} ${request.id}`,
      );
    }
    // A streamed answer that has begun cannot become an error any more; cutting it tells the client.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error instanceof InputError && error.retryAfterSeconds !== null) {
      void reply.header('retry-after', String(error.retryAfterSeconds));
    }
    discardBody(request.raw);
    void reply.code(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  }
}

/** A client that is still sending reads its answer only when it has got rid of the rest, or a good part of it. */
function discardBody(request: IncomingMessage): void {
  if (request.readableEnded) return;
  const timer = setTimeout(() => request.destroy(), DISCARD_MS).unref();
  request.once('close', () => {
    clearTimeout(timer);
  });
  request.resume();
}

function problemOf(error: unknown, request: FastifyRequest): Problem {
  const base = { type: 'about:blank', instance: request.originalUrl.split('?', 1)[0] ?? '', requestId: request.id };
  if (error instanceof InputError) {
    const status = STATUS[error.kind];
    return {
      ...base,
      title: titleOf(status),
      status,
      detail: error.message,
      code: error.code,
      ...(error.issues.length > 0 ? { errors: error.issues } : {}),
    };
  }
  const status = statusOf(error);
  const shown =
    status < 500 && error instanceof Error
      ? error.message
      : 'something went wrong on our side; the request id finds it in the log';
  return { ...base, title: titleOf(status), status, detail: shown, code: codeOf(error, status) };
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}

/** Status of Nest's and Fastify's own errors; anything else is our failure. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function codeOf(error: unknown, status: number): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && code.startsWith('FST_')) return code.slice(4).toLowerCase();
  return (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '_');
}
