import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import { z } from 'zod';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];

const PREFIX = '#/components/schemas/';

/** A reference to the zod schema with this id. */
export function schemaRef(id: string): { $ref: string } {
  return { $ref: PREFIX + id };
}

/** All zod schemas with an id, as OpenAPI 3.1 components: its schemas are JSON Schema 2020-12, which zod writes. */
export function componentSchemas(): Schemas {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: (id) => PREFIX + id, override: plain });
  const redundant = new Set(['$id', '$schema', 'id']);
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [
      id,
      Object.fromEntries(Object.entries(schema).filter(([key]) => !redundant.has(key))) as Schema,
    ]),
  );
}

/** A format says what its pattern says, and people can read it. */
function plain({ jsonSchema }: { readonly jsonSchema: { format?: string; pattern?: string } }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
}

/** Documents the query parameters that a zod object reads. */
export function ApiQueryOf(query: z.ZodObject): MethodDecorator {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { override: plain });
  return applyDecorators(
    ...Object.entries(properties).map(([name, property]) => {
      const { description, ...schema } = property as { description?: string };
      const optional = !required.includes(name) || 'default' in schema;
      return ApiQuery({
        name,
        required: !optional,
        ...(description === undefined ? {} : { description }),
        schema: schema,
      });
    }),
  );
}

/** Documents the problem+json answers of a route. */
export function ApiProblems(...statuses: number[]): MethodDecorator {
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: STATUS_CODES[status] ?? '',
        content: { 'application/problem+json': { schema: schemaRef('Problem') } },
      }),
    ),
  );
}
