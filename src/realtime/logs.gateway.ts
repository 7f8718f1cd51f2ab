import { Inject, Logger, type OnModuleInit } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayDisconnect } from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import type { RealtimeConfig } from '../config/realtime.config';
import { alertJson } from '../core/alert';
import { messageOf } from '../core/errors';
import type { ClassifiedLog } from '../core/log';
import type { LogFilter } from '../core/log-filter';
import { isUuid } from '../core/uuid7';
import { Metrics } from '../observability/metrics';
import { LogRepository } from '../persistence/log.repository';
import { AlertFeed } from './alert-feed';
import { explain, filterOfQuery, readClientFrame } from './client-frame';
import { JsonOnce } from './frames';
import { LiveClient } from './live-client';
import { LogFeed } from './log-feed';
import { sameOrigin } from './same-origin';

const MAX_FRAME_FROM_CLIENT = 16 * 1024;
const PING_MS = 30_000;
/** How long a replayed log may still come by live. */
const REPLAY_OVERLAP_MS = 10_000;

/** WebSocket close codes: RFC 6455 §7.4.1; 1013 is in the IANA registry. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/**
 * `/ws/logs`: stored logs live, filtered for each client, in frames. One selection and one text serve all clients with
 * the same filter; a slow client loses frames and never slows others.
 */
@WebSocketGateway({
  path: '/ws/logs',
  maxPayload: MAX_FRAME_FROM_CLIENT,
  perMessageDeflate: false,
  verifyClient: sameOrigin,
})
export class LogsGateway implements OnModuleInit, OnGatewayConnection<WebSocket>, OnGatewayDisconnect<WebSocket> {
  private readonly logger = new Logger('WebSocket');
  private readonly options: RealtimeConfig;
  private readonly clients = new Map<WebSocket, LiveClient>();
  private pending: ClassifiedLog[] = [];
  private frameTimer: NodeJS.Timeout | null = null;
  private pingTimer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    private readonly feed: LogFeed,
    private readonly alerts: AlertFeed,
    private readonly logs: LogRepository,
    private readonly metrics: Metrics,
  ) {
    this.options = config.realtime;
  }

  onModuleInit(): void {
    this.feed.subscribe((logs) => {
      this.collect(logs);
    });
    this.alerts.subscribe((alerts) => {
      const frame = JSON.stringify({ type: 'alerts', alerts: alerts.map(alertJson) });
      for (const client of this.clients.values()) client.deliverAlerts(frame);
    });
    this.pingTimer = setInterval(() => {
      for (const client of this.clients.values()) client.ping();
    }, PING_MS).unref();
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    socket.on('error', (error) => {
      this.logger.debug(`client error: ${error.message}`);
    });
    if (this.clients.size >= this.options.maxClients) {
      socket.close(TRY_AGAIN_LATER, `at most ${String(this.options.maxClients)} clients`);
      return;
    }
    const query = new URL(request.url ?? '/', 'ws://localhost').searchParams;
    const since = query.get('since');
    query.delete('since');
    const alerts = query.get('alerts') === 'true';
    query.delete('alerts');
    try {
      if (since !== null && !isUuid(since)) throw new Error('since: must be the id of a log');
      this.admit(socket, filterOfQuery(query), alerts, since);
    } catch (error) {
      socket.send(JSON.stringify({ type: 'error', detail: explain(error) }));
      socket.close(POLICY_VIOLATION, 'bad filter');
    }
  }

  handleDisconnect(socket: WebSocket): void {
    this.clients.delete(socket);
    this.metrics.connections.set(this.clients.size);
  }

  /** Sends what is left and says goodbye to everybody; part of the server's shutdown. */
  close(): void {
    if (this.pingTimer !== null) clearInterval(this.pingTimer);
    if (this.frameTimer !== null) clearTimeout(this.frameTimer);
    this.flush();
    for (const client of this.clients.values()) client.close(GOING_AWAY, 'the server is stopping');
  }

  private admit(socket: WebSocket, filter: LogFilter, alerts: boolean, since: string | null): void {
    const client = new LiveClient(socket, filter, alerts, this.options, (logs) => {
      this.metrics.wsDropped.inc(logs);
    });
    this.clients.set(socket, client);
    this.metrics.connections.set(this.clients.size);
    socket.on('message', (data) => {
      receive(client, data);
    });
    client.send({ type: 'hello', filter, alerts, frameMs: this.options.frameMs, time: new Date().toISOString() });
    if (since !== null) void this.replay(client, since);
  }

  private collect(logs: readonly ClassifiedLog[]): void {
    if (this.clients.size === 0) return;
    this.pending.push(...logs);
    this.frameTimer ??= setTimeout(() => {
      this.frameTimer = null;
      this.flush();
    }, this.options.frameMs);
  }

  private flush(): void {
    const logs = this.pending;
    this.pending = [];
    const json = new JsonOnce();
    const selections = new Map<string, ClassifiedLog[]>();
    for (const client of this.clients.values()) {
      const key = client.groupKey;
      const shared = key === null ? undefined : selections.get(key);
      const selection = shared ?? logs.filter((log) => client.matches(log));
      if (key !== null) selections.set(key, selection);
      client.deliver(selection, json);
    }
  }

  /** Sends what was stored after `since`, oldest first, then goes live without a gap and without repeats. */
  private async replay(client: LiveClient, since: string): Promise<void> {
    client.beginReplay();
    const json = new JsonOnce();
    let logs: ClassifiedLog[] = [];
    try {
      logs = await this.logs.after(since, this.options.replayLogs);
      client.replay(logs, json);
      client.send({ type: 'replayed', count: logs.length, complete: logs.length < this.options.replayLogs });
    } catch (error) {
      this.logger.warn(`replay failed: ${messageOf(error)}`);
      client.send({ type: 'error', detail: 'the stored logs cannot be read now; only live logs follow' });
    }
    client.endReplay(new Set(logs.map((log) => log.id)), json);
    setTimeout(() => {
      client.forgetReplay();
    }, REPLAY_OVERLAP_MS).unref();
  }
}

function receive(client: LiveClient, data: RawData): void {
  try {
    const frame = readClientFrame(data);
    switch (frame.type) {
      case 'subscribe':
        client.subscribe(frame.filter, frame.alerts);
        break;
      case 'pause':
        client.pause();
        break;
      case 'resume':
        client.resume();
        break;
    }
  } catch (error) {
    client.send({ type: 'error', detail: explain(error) });
  }
}
