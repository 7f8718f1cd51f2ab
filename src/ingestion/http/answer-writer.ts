import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerJson, CsvAnswers } from '../../pipeline/answer-formats';
import type { AnsweredRows } from './batch.service';

export type AnswerFormat = 'json' | 'ndjson' | 'csv';

/** The form of answer that a client asks for with `Accept`; JSON unless it names another. */
export function acceptedFormat(request: FastifyRequest): AnswerFormat {
  const accept = request.headers.accept ?? '';
  if (accept.includes('text/csv')) return 'csv';
  return accept.includes('application/x-ndjson') ? 'ndjson' : 'json';
}

export const CONTENT_TYPES: Readonly<Record<AnswerFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

/** Sends the answers to one batch in the form the client asked for. */
export function sendAnswers(reply: FastifyReply, format: AnswerFormat, answered: AnsweredRows): void {
  void reply.code(200).type(CONTENT_TYPES[format]).send(bodyOf(format, answered));
}

function bodyOf(format: AnswerFormat, { header, rows, answers, summary }: AnsweredRows): string {
  if (format === 'csv') {
    const csv = new CsvAnswers(header);
    return csv.header() + rows.map((row, i) => csv.row(row, answers[i] ?? unanswered())).join('');
  }
  const results = answers.map(answerJson);
  return format === 'ndjson'
    ? results.map((result) => `${JSON.stringify(result)}\n`).join('')
    : JSON.stringify({ results, summary });
}

function unanswered(): never {
  throw new Error('a batch must have one answer a row');
}
