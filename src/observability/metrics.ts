import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ClassifiedLog } from '../core/log';
import type { OutcomeKind } from '../core/outcome';

const STEP_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What the models count themselves. */
interface ModelCounts {
  readonly cacheCounts: { readonly hits: number; readonly misses: number };
  tallyOfRole(role: 'current' | 'candidate'): {
    readonly answers: ReadonlyMap<string, number>;
    readonly agreed: number;
    readonly differed: number;
    readonly skipped: number;
  };
}

/**
 * Everything `/metrics` shows. Label values are bounded: step, outcome, stage, category and reason come from fixed
 * sets or from the configuration, never from a log.
 */
export class Metrics {
  readonly registry = new Registry();

  readonly processed = this.counter('logs_processed_total', 'Logs classified and stored');
  readonly failed = this.counter('logs_failed_total', 'Logs that could not be kept (dead letters)');
  readonly incidents = this.counter('log_incident_total', 'Logs with triage incident');
  readonly warnings = this.counter('log_warning_total', 'Logs with triage preventive_action');
  readonly batchSeconds = new Histogram({
    name: 'log_processing_seconds',
    help: 'Time from intake to stored, a batch',
    buckets: STEP_BUCKETS,
    registers: [this.registry],
  });
  readonly connections = this.gauge('active_connections', 'WebSocket clients connected');

  readonly stepSeconds = new Histogram({
    name: 'logsieve_step_seconds',
    help: 'Time of one pipeline step, a batch',
    labelNames: ['step'],
    buckets: STEP_BUCKETS,
    registers: [this.registry],
  });
  readonly stepRecords = this.counter('logsieve_step_records_total', 'Records by step and outcome', [
    'step',
    'outcome',
  ]);
  readonly classified = this.counter('logsieve_classified_total', 'Logs by deciding stage and category', [
    'stage',
    'category',
  ]);
  readonly deadLetters = this.counter('logsieve_dead_letters_total', 'Dead letters by stage and code', [
    'stage',
    'code',
  ]);
  readonly inFlight = this.gauge('logsieve_logs_in_flight', 'Logs in work now');
  readonly llmCalls = this.counter('logsieve_llm_calls_total', 'LLM calls by outcome', ['outcome']);
  readonly llmTokens = this.counter('logsieve_llm_tokens_total', 'LLM tokens by kind', ['kind']);
  readonly llmLogs = this.counter('logsieve_llm_logs_total', 'Pending logs made final, by what became of them', [
    'result',
  ]);
  readonly llmPaused = this.gauge('logsieve_llm_paused', '1 while no LLM call is allowed, by reason', ['reason']);
  readonly llmCost = this.counter('logsieve_llm_cost_total', 'LLM cost in the currency of the configured prices');
  readonly kafkaLag = this.gauge('kafka_consumer_lag', 'Records behind the end of a partition', ['topic', 'partition']);
  readonly kafkaBatchRecords = new Histogram({
    name: 'logsieve_kafka_batch_records',
    help: 'Records of one fetch from a partition',
    buckets: [1, 10, 100, 500, 1000, 2500, 5000, 10000, 25000],
    registers: [this.registry],
  });
  readonly kafkaBatchSeconds = new Histogram({
    name: 'logsieve_kafka_batch_seconds',
    help: 'Time from fetched to stored, a fetch',
    buckets: STEP_BUCKETS,
    registers: [this.registry],
  });
  readonly kafkaRetries = this.counter('logsieve_kafka_retries_total', 'Times that a batch had to be tried again');
  readonly kafkaReplayed = this.counter(
    'logsieve_kafka_replayed_total',
    'Records that came again and were stored already',
  );
  readonly kafkaGapRecords = this.counter(
    'logsieve_ingest_gap_total',
    'Records that a source no longer had when they were to be read',
  );
  readonly published = this.counter('logsieve_published_total', 'Records written to topics', ['topic']);
  readonly publishFailures = this.counter('logsieve_publish_failures_total', 'Failed attempts to write to topics');
  readonly feedback = this.counter(
    'logsieve_feedback_total',
    'Feedback of people, by the role of the model that had answered and by what is said of the answer',
    ['role', 'result'],
  );
  readonly alertMessages = this.counter(
    'logsieve_alert_messages_total',
    'Messages about alerts by channel and by what became of the call; digested ones were put together with others',
    ['channel', 'outcome'],
  );
  readonly outboxAge = this.gauge('logsieve_outbox_age_seconds', 'Age of the oldest unpublished outbox row');
  readonly wsDropped = this.counter('logsieve_ws_dropped_logs_total', 'Logs that slow WebSocket clients did not get');

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts verdicts of stored logs. */
  countStored(logs: readonly ClassifiedLog[]): void {
    // Grouped first: a counter call a log would cost more than the classification.
    const groups = new Map<string, { stage: string; category: string; count: number }>();
    let incidents = 0;
    let warnings = 0;
    for (const { verdict } of logs) {
      if (verdict.triage === 'incident') incidents++;
      else if (verdict.triage === 'preventive_action') warnings++;
      const key = `${verdict.decidedBy} ${verdict.category}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { stage: verdict.decidedBy, category: verdict.category, count: 1 });
      else group.count++;
    }
    this.processed.inc(logs.length);
    this.incidents.inc(incidents);
    this.warnings.inc(warnings);
    for (const { stage, category, count } of groups.values()) this.classified.inc({ stage, category }, count);
  }

  /** Records one pipeline step over one batch. */
  stepDone(step: string, seconds: number, outcomes: Readonly<Record<OutcomeKind, number>>): void {
    this.stepSeconds.observe({ step }, seconds);
    for (const [outcome, count] of Object.entries(outcomes))
      if (count > 0) this.stepRecords.inc({ step, outcome }, count);
  }

  /** Shows what the models have counted; it is read when somebody asks. */
  watchModels(models: ModelCounts): void {
    this.collected(
      'logsieve_template_cache_total',
      'Logs that needed a model verdict, by whether their template had one',
      ['result'],
      (counter) => {
        counter.inc({ result: 'hit' }, models.cacheCounts.hits);
        counter.inc({ result: 'miss' }, models.cacheCounts.misses);
      },
    );
    this.collected(
      'logsieve_model_answers_total',
      'Model verdicts by role and category; a candidate in shadow mode is counted though nobody gets its answers',
      ['role', 'category'],
      (counter) => {
        for (const role of ['current', 'candidate'] as const) {
          for (const [category, count] of models.tallyOfRole(role).answers) counter.inc({ role, category }, count);
        }
      },
    );
    this.collected(
      'logsieve_model_shadow_total',
      'Logs that a candidate in shadow mode answered like the current model, differently, or was not asked about',
      ['result'],
      (counter) => {
        const { agreed, differed, skipped } = models.tallyOfRole('candidate');
        counter.inc({ result: 'agreed' }, agreed);
        counter.inc({ result: 'differed' }, differed);
        counter.inc({ result: 'skipped' }, skipped);
      },
    );
  }

  /** Shows whether channels are called; `states` is asked when somebody wants to know. */
  watchBreakers(states: () => (readonly [channel: string, state: string])[]): void {
    new Gauge({
      name: 'logsieve_alert_channel_open',
      help: '1 while a channel is not called because its service does not answer',
      labelNames: ['channel'],
      registers: [this.registry],
      collect() {
        for (const [channel, state] of states()) this.set({ channel }, state === 'closed' ? 0 : 1);
      },
    });
  }

  /** A counter that is kept elsewhere; `read` adds what it holds. */
  private collected<L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    read: (counter: Counter<L>) => void,
  ): void {
    new Counter({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        read(this);
      },
    });
  }

  private counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private gauge<L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
