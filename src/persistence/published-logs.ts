import type { PoolClient } from 'pg';
import { timestampField } from './copy-text';
import { IMPORTANT, WITH_TEMPLATE } from './log-row';

/** A stored log as its JSON text, in the form of `toJson`. */
export interface PublishedLog {
  readonly id: string;
  readonly json: string;
}

/** In the order in which {@link jsonOf} takes them; what is JSON already, or a number, needs no reading. */
const COLUMNS = `log.id, (extract(epoch FROM log."timestamp") * 1000)::bigint,
  (extract(epoch FROM log.observed_at) * 1000)::bigint, log.source, log.message, log.raw, log.level,
  log.severity_number, log.category, log.severity, log.triage, log.confidence, log.decided_by, log.rule_id,
  log.model_version, log.suggestion, coalesce(form.template_id, log.form_id),
  coalesce(template.template, form.masked), log.format, log.fields, log.geo, log.bot,
  array_to_json(log.threats), log.status`;

const arrival = timestampField();
const event = timestampField();
/** Leaves every value the text that PostgreSQL has sent. */
const TEXTS = { getTypeParser: () => (text: string) => text };

/**
 * Reads the logs that arrived at `observedAt` (epoch milliseconds) with ids from `first` to `last`. Their JSON is put
 * together from PostgreSQL's own texts: making objects of rows and JSON of objects would cost three times as much.
 */
export async function readPublishedLogs(
  client: PoolClient,
  { observedAt, first, last }: { readonly observedAt: number; readonly first: string; readonly last: string },
  importantOnly: boolean,
): Promise<PublishedLog[]> {
  const { rows } = await client.query<(string | null)[]>({
    text: `SELECT ${COLUMNS} FROM logs log ${WITH_TEMPLATE}
           WHERE log.observed_at = $1 AND log.id BETWEEN $2 AND $3 ${importantOnly ? `AND ${IMPORTANT}` : ''} ORDER BY log.id`,
    values: [new Date(observedAt), first, last],
    rowMode: 'array',
    types: TEXTS,
  });
  return rows.map((row) => ({ id: row[0] ?? '', json: jsonOf(row) }));
}

function jsonOf(row: readonly (string | null)[]): string {
  const text = (i: number): string => row[i] ?? '';
  const quoted = (i: number): string => JSON.stringify(row[i] ?? null);
  return `{"id":"${text(0)}","timestamp":"${event(Number(row[1]))}","observedAt":"${arrival(Number(row[2]))}","source":${quoted(3)},"message":${quoted(4)},"raw":${quoted(row[5] === null ? 4 : 5)},"level":${quoted(6)},"severityNumber":${text(7)},"category":${quoted(8)},"severity":${text(9)},"triage":"${text(10)}","confidence":${text(11)},"decidedBy":"${text(12)}","ruleId":${quoted(13)},"modelVersion":${quoted(14)},"suggestion":${quoted(15)},"templateId":"${text(16)}","template":${JSON.stringify(text(17))},"format":${quoted(18)},"fields":${text(19)},"geo":${row[20] ?? 'null'},"bot":${row[21] === 't' ? 'true' : 'false'},"threats":${text(22)},"status":"${text(23)}"}`;
}
