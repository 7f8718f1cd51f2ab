import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { componentSchemas } from './observability/api-docs';
// These register schemas by their ids, and nobody else needs more of them than their types.
import './dashboard/alerts/integration-schemas';
import './ingestion/http/explain/explain-schema';
import './pipeline/api-schemas';

const DESCRIPTION = [
  'Logsieve reads logs from anywhere and says for every line what it means, how bad it is and what to do.',
  'All routes also exist under `/api/v1`. Errors are RFC 9457 `application/problem+json`.',
  'Live logs: WebSocket `/ws/logs`, with the filters of `GET /logs` in the query.',
].join('\n\n');

/** The OpenAPI 3.1 document of the server. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Logsieve')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addTag('Classify', 'Logs in, verdicts out')
    .addTag('Jobs', 'Files too large to be answered at once')
    .addTag('Logs', 'What was stored')
    .addTag('Patterns', 'Rules by regular expression, and proposals for new ones')
    .addTag('Alerts', 'Who is told about what, and what they do about it')
    .addTag('Integrations', 'The ways to tell people')
    .addTag('Learning', 'What people say, and model versions made of it')
    .addTag('Operations', 'For whoever runs the server')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  return { ...document, components: { ...document.components, schemas: componentSchemas() } };
}

/** Serves Swagger UI at /docs and the document at /docs-json. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs-json',
    customSiteTitle: 'Logsieve API',
    swaggerOptions: { displayRequestDuration: true, tryItOutEnabled: true },
  });
}
