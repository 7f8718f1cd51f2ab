import type { WebSocket } from 'ws';
import type { RealtimeConfig } from '../config/realtime.config';
import type { ClassifiedLog } from '../core/log';
import { matchesFilter, type LogFilter } from '../core/log-filter';
import { logsFrame, type JsonOnce } from './frames';

const TERMINATE_FACTOR = 4;

/** One WebSocket client: what it wants to see, and what it could not be sent. */
export class LiveClient {
  private paused = false;
  /** Logs that passed while paused. */
  private missed = 0;
  /** Logs that could not be sent since the last frame. */
  private dropped = 0;
  /** Logs that came live while a replay was read; null at other times. */
  private held: ClassifiedLog[] | null = null;
  /** Ids that a replay has sent: they may still come by live. */
  private replayed: ReadonlySet<string> | null = null;
  private answeredPing = true;
  private key: string;

  constructor(
    private readonly socket: WebSocket,
    private wanted: LogFilter,
    private wantsAlerts: boolean,
    private readonly options: RealtimeConfig,
    private readonly onDropped: (logs: number) => void,
  ) {
    this.key = JSON.stringify(wanted);
    socket.on('pong', () => (this.answeredPing = true));
  }

  /** Clients with the same key want the same logs; null while this one must be looked at by itself. */
  get groupKey(): string | null {
    return this.replayed === null ? this.key : null;
  }

  matches(log: ClassifiedLog): boolean {
    return matchesFilter(this.wanted, log) && this.replayed?.has(log.id) !== true;
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  subscribe(filter: LogFilter, alerts: boolean): void {
    this.wanted = filter;
    this.wantsAlerts = alerts;
    this.key = JSON.stringify(filter);
    this.send({ type: 'subscribed', filter, alerts });
  }

  /** Changed alerts, unless it is paused or too slow: they can be asked for again. */
  deliverAlerts(frame: string): void {
    if (this.wantsAlerts && !this.paused && this.socket.bufferedAmount <= this.options.bufferBytes)
      this.socket.send(frame);
  }

  pause(): void {
    this.paused = true;
    this.send({ type: 'paused' });
  }

  resume(): void {
    this.paused = false;
    this.send({ type: 'resumed', missed: this.missed });
    this.missed = 0;
  }

  /** Takes the logs of one tick that match; sends, holds or counts them. */
  deliver(logs: readonly ClassifiedLog[], json: JsonOnce): void {
    if (this.held !== null) this.held.push(...logs);
    else if (this.paused) this.missed += logs.length;
    else this.sendLogs(logs, json);
  }

  /** From now until {@link endReplay} live logs are held back, so that older ones can go first. */
  beginReplay(): void {
    this.held = [];
  }

  /** Sends stored logs, oldest first. */
  replay(logs: readonly ClassifiedLog[], json: JsonOnce): void {
    const matching = logs.filter((log) => this.matches(log));
    for (let at = 0; at < matching.length; at += this.options.frameLogs) {
      const part = matching.slice(at, at + this.options.frameLogs);
      this.socket.send(
        logsFrame(
          part.map((log) => json.of(log)),
          0,
        ),
      );
    }
  }

  /** Goes live with what was held back, without what `replayed` has shown already. */
  endReplay(replayed: ReadonlySet<string>, json: JsonOnce): void {
    this.replayed = replayed;
    const held = (this.held ?? []).filter((log) => this.matches(log));
    this.held = null;
    this.sendLogs(held, json);
  }

  /** Forgets the replayed ids: nothing that old comes by live any more. */
  forgetReplay(): void {
    this.replayed = null;
  }

  /** Asks for a sign of life; a client that gave none since the last time is cut off. */
  ping(): void {
    if (!this.answeredPing) this.socket.terminate();
    this.answeredPing = false;
    this.socket.ping();
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  private sendLogs(logs: readonly ClassifiedLog[], json: JsonOnce): void {
    if (logs.length === 0 && this.dropped === 0) return;
    const { bufferedAmount } = this.socket;
    if (bufferedAmount > this.options.bufferBytes) {
      this.drop(logs.length);
      if (bufferedAmount > this.options.bufferBytes * TERMINATE_FACTOR) this.socket.terminate();
      return;
    }
    const sent = logs.slice(0, this.options.frameLogs);
    this.drop(logs.length - sent.length);
    this.socket.send(
      logsFrame(
        sent.map((log) => json.of(log)),
        this.dropped,
      ),
    );
    this.dropped = 0;
  }

  private drop(logs: number): void {
    if (logs === 0) return;
    this.dropped += logs;
    this.onDropped(logs);
  }
}
