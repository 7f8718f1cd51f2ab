import { Presets, SingleBar } from 'cli-progress';

/** How far sending has come, on standard error; nothing when that is no terminal. */
export interface SendProgress {
  /** @param bytesRead of the input's size, `lines` acknowledged */
  update(bytesRead: number, lines: number): void;
  stop(): void;
}

const SILENT: SendProgress = { update: () => undefined, stop: () => undefined };

/** @param size of the input in bytes; 0 when it is not known, which leaves bar and ETA out */
export function startSendProgress(size: number): SendProgress {
  if (!process.stderr.isTTY) return SILENT;
  const known = size > 0 ? '{bar} {percentage} % | ETA {eta_formatted} | ' : '';
  const bar = new SingleBar(
    {
      format: `sending ${known}{lines} lines, {rate} lines/s`,
      stream: process.stderr,
      hideCursor: true,
      etaBuffer: 100,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  bar.start(size, 0, { lines: 0, rate: 0 });
  return {
    update: (bytesRead, lines) => {
      bar.update(bytesRead, { lines, rate: Math.round((lines * 1_000) / (performance.now() - started)) });
    },
    stop: () => {
      bar.stop();
    },
  };
}
