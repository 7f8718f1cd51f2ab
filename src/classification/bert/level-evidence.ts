import { SEVERITY_ERROR, SEVERITY_WARN } from '../../core/level';
import type { EnrichedLog } from '../../core/log';

/** Levels as far as they tell categories apart; those of OpenTelemetry, with critical and alert among the fatal. */
const BANDS = ['info', 'warn', 'error', 'fatal'] as const;
type Band = (typeof BANDS)[number];

/** The level that a source has given a line; null when it gave none. */
export type LevelBand = Band | null;

/** Words beat levels: evidence counts for less than its odds say, and settles only what the words leave open. */
const WEIGHT = 0.75;

/**
 * How software spreads its levels over lines of a category or triage: shares of {@link BANDS}, that add up to 1. They
 * are estimates from how loggers are used; labels of a user's own are not in them and get no evidence.
 */
const SHARES: Readonly<Record<string, readonly number[]>> = {
  'HTTP Status': [0.85, 0.08, 0.06, 0.01],
  'Security Alert': [0.35, 0.45, 0.17, 0.03],
  'System Notification': [0.85, 0.12, 0.027, 0.003],
  Error: [0.15, 0.35, 0.47, 0.03],
  'Critical Error': [0.05, 0.08, 0.4, 0.47],
  'Resource Usage': [0.5, 0.4, 0.08, 0.02],
  'User Action': [0.93, 0.05, 0.015, 0.005],
  'Workflow Error': [0.25, 0.4, 0.34, 0.01],
  'Deprecation Warning': [0.2, 0.75, 0.045, 0.005],
  normal: [0.85, 0.12, 0.025, 0.005],
  preventive_action: [0.3, 0.45, 0.23, 0.02],
  incident: [0.1, 0.15, 0.45, 0.3],
};

export function levelBandOf({ level, severityNumber }: Pick<EnrichedLog, 'level' | 'severityNumber'>): LevelBand {
  if (level === '') return null;
  if (severityNumber < SEVERITY_WARN) return 'info';
  if (severityNumber < SEVERITY_ERROR) return 'warn';
  return severityNumber === SEVERITY_ERROR ? 'error' : 'fatal';
}

/**
 * Probabilities of labels in the light of a level (Bayes' rule with a weight).
 * @param probabilities one a label, that add up to 1
 */
export function withLevel(
  labels: readonly string[],
  probabilities: readonly number[],
  band: LevelBand,
): readonly number[] {
  if (band === null || !labels.every((label) => Object.hasOwn(SHARES, label))) return probabilities;
  const at = BANDS.indexOf(band);
  const weighted = probabilities.map((p, i) => p * Math.pow(SHARES[labels[i] ?? '']?.[at] ?? 1, WEIGHT));
  const sum = weighted.reduce((total, p) => total + p, 0);
  return weighted.map((p) => p / sum);
}
