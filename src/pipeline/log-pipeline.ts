import type { Redactor } from '../core/redact';
import type { Classifier } from '../classification/classifier';
import type { ParserChain } from '../parsing/parser-chain';
import type { LogWriter } from '../persistence/log-writer';
import type { LogFeed } from '../realtime/log-feed';
import type { Publication } from './publication';
import type { Step } from './step';
import { broadcastStep } from './steps/broadcast.step';
import { classifyStep } from './steps/classify.step';
import { keepStep } from './steps/keep.step';
import { parseStep } from './steps/parse.step';
import { redactStep } from './steps/redact.step';
import { storeStep } from './steps/store.step';
import { templateStep } from './steps/template.step';

/** What it takes to understand a log: no database, no network; the CLI and the trainer run this alone. */
export interface Understanding {
  readonly parsers: ParserChain;
  readonly redactor: Redactor;
  readonly classifier: Classifier;
}

/** Where understood logs go. */
export interface Delivery {
  readonly writer: LogWriter;
  readonly feed: LogFeed;
  readonly publication: Publication;
}

/** From a raw line to its verdict. */
export function understandingSteps({ parsers, redactor, classifier }: Understanding): Step[] {
  return [
    parseStep(parsers), //       raw line -> time, level, source, message, fields
    redactStep(redactor), //     no secret goes further than this
    templateStep(), //           message -> template: the key under which verdicts are shared
    classifyStep(classifier), // regex -> BERT -> LLM (later) -> fallback
  ];
}

/** The way of one log, start to end. Up to `store` nothing has happened; after it nothing can be lost. */
export function logPipeline(parts: Understanding & Delivery): Step[] {
  return [
    ...understandingSteps(parts),
    keepStep(), //                 what the store policy does not keep is only counted
    storeStep(parts.writer, parts.publication), // one transaction: rows, dead letters, outbox, counts, checkpoint
    broadcastStep(parts.feed), //  best effort, after COMMIT
  ];
}
