import { LinearPattern, PatternError } from '../classification/regex/linear-pattern';
import type { AppConfig } from '../config/config';
import { ConfigError } from '../config/load';
import type { ReadContext, ReadLimits } from '../parsing/files/file-row';

/** What the configuration says about reading files. */
export type FileReading = Pick<ReadContext, 'limits' | 'eventStart'>;

/**
 * How files are read that strangers send.
 * @throws ConfigError when the pattern that tells where events start cannot be used
 */
export function fileReading({ limits, parsing }: Pick<AppConfig, 'limits' | 'parsing'>): FileReading {
  const readLimits: ReadLimits = {
    lineLength: limits.lineBytes,
    jsonBytes: limits.jsonBodyBytes,
    inflatedBytes: limits.inflatedBytes,
    inflateRatio: limits.inflateRatio,
  };
  return { limits: readLimits, eventStart: eventStartOf(parsing.eventStart) };
}

/** How the user's own files are read: they may be of any size, and only the ratio tells a bomb. */
export function ownFileReading(config: Pick<AppConfig, 'limits' | 'parsing'>): FileReading {
  const reading = fileReading(config);
  return { ...reading, limits: { ...reading.limits, inflatedBytes: Number.MAX_SAFE_INTEGER } };
}

function eventStartOf(source: string): LinearPattern | null {
  if (source === '') return null;
  try {
    return LinearPattern.compile(source, '');
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new ConfigError([`LOG_EVENT_START: ${error.message}`]);
  }
}
