import type { ClassifiedLog } from '../core/log';

/** Somebody who wants to see logs as soon as they are stored. Must not block and must not throw. */
export type LogListener = (logs: readonly ClassifiedLog[]) => void;

/** Hands stored logs to live listeners. Best effort: nobody listening costs nothing. */
export class LogFeed {
  private readonly listeners = new Set<LogListener>();

  /** Adds a listener and returns the function that takes it away again. */
  subscribe(listener: LogListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  publish(logs: readonly ClassifiedLog[]): void {
    if (logs.length === 0) return;
    for (const listener of this.listeners) listener(logs);
  }
}
