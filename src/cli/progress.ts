import { Presets, SingleBar } from 'cli-progress';

/** A progress bar on standard error; nothing when that is no terminal. */
export interface Progress {
  /** @param values for further placeholders of the format */
  update(done: number, values?: Readonly<Record<string, number>>): void;
  stop(): void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };

/** Starts a progress bar. `format` is cli-progress's, e.g. `{bar} {percentage} %`; nothing without a total. */
export function startProgress(total: number, format: string): Progress {
  return total > 0 ? startCounter(total, format, {}) : SILENT;
}

/** The same with values of its own in the format, which are worth showing without a total too. */
export function startCounter(total: number, format: string, values: Readonly<Record<string, number>>): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, etaBuffer: 100 },
    Presets.shades_classic,
  );
  bar.start(total, 0, values);
  return {
    update: (done, changed = {}) => {
      bar.update(done, changed);
    },
    stop: () => {
      bar.stop();
    },
  };
}
