import type { Alert } from '../core/alert';

/** Somebody who wants to see alerts as soon as they change. Must not block and must not throw. */
export type AlertListener = (alerts: readonly Alert[]) => void;

/** Hands changed alerts to live listeners. Best effort: nobody listening costs nothing. */
export class AlertFeed {
  private readonly listeners = new Set<AlertListener>();

  subscribe(listener: AlertListener): void {
    this.listeners.add(listener);
  }

  publish(alerts: readonly Alert[]): void {
    for (const listener of this.listeners) listener(alerts);
  }
}
