import { modelPaths } from '../../classification/bert/classifier-model';
import { Encoder } from '../../classification/bert/encoder';
import type { AppConfig } from '../../config/config';
import { InputError } from '../../core/errors';
import type { DiscoverySettings } from '../../learning/discovery/discovery-settings';
import type { HistoryLine, UnitOptions } from '../../learning/discovery/history';
import { proposeRules, type Discovery, type DiscoveryProgress } from '../../learning/discovery/propose-rules';
import { openCategories } from '../open-categories';
import { suggestionsOf } from '../understanding';

const MIN_PRECISION = 0.98;
/** Texts waiting for the encoder. */
const MAX_WAITING = 1024;

/**
 * Proposes rules for lines that no rule decides yet, by an encoder of its own.
 * @throws InputError when there are no lines, or labels that rules cannot give
 */
export async function discoverRules(
  config: AppConfig,
  lines: readonly HistoryLine[],
  { eps, minPts, minCoverage, ...settings }: DiscoverySettings,
  onProgress: (progress: DiscoveryProgress) => void,
): Promise<Discovery> {
  if (lines.length === 0) throw new InputError('invalid', 'no_lines', 'there is no log to discover rules from');
  const categoryFrom = settings.categoryFrom ?? (lines.some(({ label }) => label !== null) ? 'labels' : 'model');
  checkLabels(lines, categoryFrom, openCategories(config.classification.categories).names);
  const { modelDir, minConfidence } = config.classification;
  const encoder = new Encoder({ folder: modelPaths.encoder(modelDir), maxWaiting: MAX_WAITING });
  try {
    await encoder.start();
    return await proposeRules(lines, {
      eps,
      minPts,
      minCoverage,
      categoryFrom,
      minConfidence,
      minPrecision: MIN_PRECISION,
      encode: (texts) => encoder.encode(texts),
      suggest: suggestionsOf(config).suggest,
      onProgress,
    });
  } finally {
    await encoder.close();
  }
}

/** A rule cannot give a category that is not configured. */
function checkLabels(
  lines: readonly HistoryLine[],
  categoryFrom: UnitOptions['categoryFrom'],
  categories: readonly string[],
): void {
  if (categoryFrom === 'model') return;
  const labels = new Set(lines.flatMap(({ label }) => label ?? []));
  if (labels.size === 0) throw new InputError('invalid', 'no_labels', 'no line has a target_label');
  const foreign = [...labels].filter((label) => !categories.includes(label));
  if (foreign.length === 0) return;
  const detail = `target_label ${foreign.slice(0, 5).join(', ')}: rules may only give ${categories.join(', ')}`;
  throw new InputError('unprocessable', 'unknown_category', detail);
}
