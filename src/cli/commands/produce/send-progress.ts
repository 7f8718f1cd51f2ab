import { startCounter } from '../../progress';

/** How far sending has come, on standard error; nothing when that is no terminal. */
export interface SendProgress {
  /** @param bytesRead of the input's size, `lines` acknowledged */
  update(bytesRead: number, lines: number): void;
  stop(): void;
}

/** @param size of the input in bytes; 0 when it is not known, which leaves bar and ETA out */
export function startSendProgress(size: number): SendProgress {
  const known = size > 0 ? '{bar} {percentage} % | ETA {eta_formatted} | ' : '';
  const progress = startCounter(size, `sending ${known}{lines} lines, {rate} lines/s`, { lines: 0, rate: 0 });
  const started = performance.now();
  return {
    update: (bytesRead, lines) => {
      progress.update(bytesRead, { lines, rate: Math.round((lines * 1_000) / (performance.now() - started)) });
    },
    stop: () => {
      progress.stop();
    },
  };
}
