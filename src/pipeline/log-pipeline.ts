import type { AlertDecider } from '../alerting/alert-decider';
import type { Redactor } from '../core/redact';
import type { Classifier } from '../classification/classifier';
import type { EnricherChain } from '../enrichment/enricher';
import type { ParserChain } from '../parsing/parser-chain';
import type { LogWriter } from '../persistence/log-writer';
import type { LogFeed } from '../realtime/log-feed';
import type { Publication } from './publication';
import type { Step } from './step';
import { broadcastStep } from './steps/broadcast.step';
import { classifyStep } from './steps/classify.step';
import { enrichStep } from './steps/enrich.step';
import { keepStep } from './steps/keep.step';
import { parseStep } from './steps/parse.step';
import { redactStep } from './steps/redact.step';
import { storeStep } from './steps/store.step';
import { templateStep } from './steps/template.step';
import type { TemplateBook } from './template-book';

/** What it takes to understand a log: no database, no network; the CLI and the trainer run this alone. */
export interface Understanding {
  readonly parsers: ParserChain;
  readonly redactor: Redactor;
  readonly enrichers: EnricherChain;
  readonly templates: TemplateBook;
  readonly classifier: Classifier;
}

/** Where understood logs go. */
export interface Delivery {
  readonly writer: LogWriter;
  readonly feed: LogFeed;
  readonly publication: Publication;
  readonly alerts: AlertDecider;
}

/** From a raw line to what stands in it. */
export function readingSteps({
  parsers,
  redactor,
  enrichers,
}: Pick<Understanding, 'parsers' | 'redactor' | 'enrichers'>): Step[] {
  return [
    parseStep(parsers), //       raw line -> time, level, source, message, fields
    redactStep(redactor), //     no secret goes further than this
    enrichStep(enrichers), //    place of the address, kind of client, attacks
  ];
}

/** From a raw line to its verdict. */
export function understandingSteps({ templates, classifier, ...readers }: Understanding): Step[] {
  return [
    ...readingSteps(readers),
    templateStep(templates), //  message -> masked message, the key of verdicts -> template
    classifyStep(classifier), // regex -> BERT -> LLM (later) -> fallback
  ];
}

/** The way of one log, start to end. Up to `store` nothing has happened; after it nothing can be lost. */
export function logPipeline(parts: Understanding & Delivery): Step[] {
  return [
    ...understandingSteps(parts),
    keepStep(), //                 what the store policy does not keep is only counted
    storeStep(parts.writer, parts.publication, parts.alerts), // one transaction: rows, alerts, dead letters, outbox, checkpoint
    broadcastStep(parts.feed), //  best effort, after COMMIT
  ];
}
