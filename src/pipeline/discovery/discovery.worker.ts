import { workerData } from 'node:worker_threads';
import type { RuleDefinition } from '../../classification/regex/rule-schema';
import type { AppConfig } from '../../config/config';
import type { DiscoverySettings } from '../../learning/discovery/discovery-settings';
import { linesByReason } from '../../learning/discovery/discovery-table';
import type { HistoryLine } from '../../learning/discovery/history';
import type { Discovery, DiscoveryProgress } from '../../learning/discovery/propose-rules';
import { runJob } from '../../learning/run-job';
import type { FileFormat } from '../../parsing/files/file-row';
import { openRows } from '../../parsing/files/open-rows';
import { createDataSource } from '../../persistence/data-source';
import { LogRepository } from '../../persistence/log.repository';
import { readPatterns } from '../patterns/read-patterns';
import { fileReading } from '../file-reading';
import { openUnderstanding, type OpenUnderstanding } from '../understanding';
import { discoverRules } from './discover-rules';
import { readFileHistory } from './file-history';
import { readStoredHistory } from './stored-history';

/** Where the lines come from: a file on disk, or the logs that were stored in the last hours. */
export type DiscoveryInput =
  | { readonly kind: 'file'; readonly path: string; readonly format: FileFormat; readonly source: string | null }
  | { readonly kind: 'history'; readonly hours: number };

export interface DiscoveryPlan {
  readonly config: AppConfig;
  readonly databaseUrl: string;
  readonly input: DiscoveryInput;
  readonly settings: DiscoverySettings;
  /** Rules of the API, which come behind those of the file. */
  readonly stored: readonly RuleDefinition[];
}

/** What was found, without the templates of what was refused. */
export interface Found extends Omit<Discovery, 'refused'> {
  /** Lines of refused proposals, by why. */
  readonly refused: Readonly<Record<string, number>>;
  /** What did not work on the way, e.g. a model that does not load, in words for a person. */
  readonly warnings: readonly string[];
}

/** Clustering holds its thread for seconds, so it has one of its own; reading goes with it, and live logs do not wait. */
void runJob('discovery', async (tell): Promise<Found> => {
  const plan = workerData as DiscoveryPlan;
  const warnings: string[] = [];
  const lines = await readLines(plan, tell, (text) => warnings.push(text));
  const { refused, ...found } = await discoverRules(plan.config, lines, plan.settings, tell);
  return { ...found, refused: Object.fromEntries(linesByReason(refused)), warnings };
});

async function readLines(
  { config, databaseUrl, input, settings, stored }: DiscoveryPlan,
  tell: (progress: DiscoveryProgress) => void,
  onProblem: (text: string) => void,
): Promise<HistoryLine[]> {
  const { maxLines } = settings;
  const onProgress = (lines: number): void => {
    tell({ phase: 'read', done: lines, total: maxLines });
  };
  // Stored logs have their answers.
  const bert = config.classification.bert && input.kind === 'file';
  const understanding = await openUnderstanding(
    { ...config, classification: { ...config.classification, bert } },
    { llm: null, watchRules: false, onProblem },
  );
  try {
    const patterns = await readPatterns({ version: 1, rules: stored }, understanding.categories.names);
    understanding.rules.useBehind(patterns.map(({ rule }) => rule));
    if (input.kind === 'history') {
      const options = { hours: input.hours, maxLines, onProgress };
      return await readStored(databaseUrl, config.database.statementTimeoutSeconds, understanding, options);
    }
    const { limits } = config;
    const rows = await openRows(input.path, input.format, {
      source: input.source,
      now: Date.now(),
      ...fileReading(config),
    });
    return await readFileHistory(rows, understanding, { maxLines, lineBytes: limits.lineBytes, onProgress });
  } finally {
    await understanding.close();
  }
}

async function readStored(
  url: string,
  statementTimeoutSeconds: number,
  { rules }: OpenUnderstanding,
  options: Parameters<typeof readStoredHistory>[2],
): Promise<HistoryLine[]> {
  const dataSource = await createDataSource({ url, poolSize: 1, statementTimeoutSeconds }).initialize();
  try {
    return await readStoredHistory(new LogRepository(dataSource), rules.rules, options);
  } finally {
    await dataSource.destroy();
  }
}
