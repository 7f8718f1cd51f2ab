import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
} from '@nestjs/swagger';
import { ApiProblems, schemaRef } from '../../observability/api-docs';

const NGINX_LINE = '127.0.0.1 - - [30/Jul/2025:06:25:10 +0000] "GET /admin HTTP/1.1" 403 462';
const SSH_LINE = 'Failed password for invalid user oracle from 203.0.113.9 port 40122 ssh2';

/** Documents `POST /classify`. */
export function ApiClassify(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'classify', summary: 'Classify and store one log' }),
    ApiBody({
      schema: schemaRef('RawLog'),
      examples: {
        nginx: { summary: 'An access-log line', value: { source: 'nginx', message: NGINX_LINE } },
        ssh: { summary: 'A failed login', value: { source: 'sshd', message: SSH_LINE } },
        attributes: {
          summary: 'With time and attributes',
          value: { message: 'disk usage at 97 %', timestamp: '2026-01-05T08:00:00Z', attributes: { host: 'db-1' } },
        },
      },
    }),
    ApiOkResponse({ schema: schemaRef('ClassifiedLog') }),
    ApiProblems(400, 413, 415, 422, 429, 503),
  );
}

/** Documents `POST /classify/batch` with an example for every body it takes. */
export function ApiBatch(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'classifyBatch',
      summary: 'Classify and store many logs',
      description:
        'A bad row does not fail the others: its result is `{index, error}`. A file, NDJSON, CSV or text body with too many rows to answer at once becomes a job (202).',
      // The body decorator knows one schema for all content types; each of ours has its own.
      requestBody: { required: true, content: BATCH_BODIES },
    }),
    ApiProduces('application/json', 'application/x-ndjson', 'text/csv'),
    ApiQuery({ name: 'source', required: false, description: 'Source for logs that name none' }),
    ApiHeader({ name: 'Prefer', required: false, description: '`respond-async` makes a job of any body' }),
    ApiOkResponse({
      description: 'One result a row, in the order of the rows',
      content: {
        'application/json': { schema: schemaRef('BatchResult') },
        'application/x-ndjson': { schema: { type: 'string' } },
        'text/csv': { schema: { type: 'string' } },
      },
    }),
    ApiAcceptedResponse({ description: 'A job; `Location` says where to ask for it', schema: schemaRef('Job') }),
    ApiProblems(400, 413, 415, 422, 429, 503),
  );
}

const BATCH_BODIES = {
  'application/json': {
    schema: {
      oneOf: [
        {
          type: 'object',
          required: ['logs'],
          properties: { logs: { type: 'array', items: schemaRef('RawLog') } },
        },
        { type: 'array', items: schemaRef('RawLog') },
      ],
    },
    examples: {
      logs: {
        summary: 'Two logs',
        value: {
          logs: [
            { source: 'nginx', message: NGINX_LINE },
            { source: 'sshd', message: SSH_LINE },
          ],
        },
      },
    },
  },
  'application/x-ndjson': {
    schema: { type: 'string' },
    examples: {
      lines: {
        summary: 'A JSON log a line',
        value: `{"message":"User 7 logged in"}\n{"message":"disk usage at 97 %"}\n`,
      },
    },
  },
  'text/csv': {
    schema: { type: 'string' },
    examples: {
      csv: {
        summary: 'With columns',
        value:
          'timestamp,source,message\n2026-01-05 08:00:00,billing,Invoice 8841 could not be routed to an approver\n',
      },
    },
  },
  'text/plain': {
    schema: { type: 'string' },
    examples: { lines: { summary: 'A line a log', value: `${NGINX_LINE}\n${SSH_LINE}\n` } },
  },
  'multipart/form-data': {
    schema: {
      type: 'object',
      required: ['file'],
      properties: {
        file: {
          type: 'string',
          format: 'binary',
          description: 'csv, tsv, xlsx, ndjson, jsonl, json, log or txt, each also .gz',
        },
        source: { type: 'string' },
      },
    },
  },
};
