import type { JsonDialect } from '../json-dialect';
import type { FormatGroup } from '../line-format';
import { JSON_CLOUD_DIALECTS } from './json-cloud';
import { JSON_COLLECTOR_DIALECTS } from './json-collector';
import { JSON_DOTNET_JAVA_DIALECTS } from './json-dotnet-java';
import { JSON_LIBRARY_DIALECTS } from './json-libraries';
import { JSON_SECURITY_DIALECTS } from './json-security';

/** All ways of writing a log as JSON that we know by name. Where two could take an object, the one named first does. */
export const JSON_DIALECT_GROUPS: readonly FormatGroup<JsonDialect>[] = [
  JSON_COLLECTOR_DIALECTS,
  JSON_CLOUD_DIALECTS,
  JSON_SECURITY_DIALECTS,
  JSON_DOTNET_JAVA_DIALECTS,
  JSON_LIBRARY_DIALECTS,
];

export const JSON_DIALECTS: readonly JsonDialect[] = JSON_DIALECT_GROUPS.flatMap(({ formats }) => formats);
