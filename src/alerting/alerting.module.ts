import { Logger, Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { AlertingConfig } from '../config/alerting.config';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import type { Alert, AlertLinks } from '../core/alert';
import { Metrics } from '../observability/metrics';
import { AlertStore } from '../persistence/alerts/alert-store';
import { DeliveryStore } from '../persistence/alerts/delivery-store';
import { PersistenceModule } from '../persistence/persistence.module';
import { AlertFeed } from '../realtime/alert-feed';
import { RealtimeModule } from '../realtime/realtime.module';
import { AlertDecider } from './alert-decider';
import { AlertEngine } from './alert-engine';
import { AlertRules } from './alert-rules';
import { AlertWorker } from './alert-worker';
import { Channels } from './channels';
import { Dispatcher } from './dispatcher';
import { openAlertRules, type OpenAlertRules } from './open-alert-rules';
import { TemplateSightings } from './template-sightings';

const KEY_BYTES = 32;

/** Injection token of {@link OpenAlertRules}. */
const OPEN_RULES = Symbol('OPEN_RULES');

/** Finds what people must be told, and tells them. */
@Module({
  imports: [PersistenceModule, RealtimeModule],
  providers: [
    { provide: Channels, useFactory: () => Channels.open() },
    { provide: TemplateSightings, useFactory: () => new TemplateSightings(Date.now) },
    { provide: AlertDecider, inject: [AlertStore, TemplateSightings], useFactory: openDecider },
    { provide: OPEN_RULES, inject: [APP_CONFIG, AlertDecider], useFactory: openRules },
    { provide: AlertRules, inject: [OPEN_RULES], useFactory: ({ rules }: OpenAlertRules) => rules },
    { provide: AlertEngine, inject: [APP_CONFIG, AlertStore, AlertRules, Channels, AlertFeed], useFactory: engineOf },
    { provide: Dispatcher, inject: [APP_CONFIG, Channels, DeliveryStore, Metrics], useFactory: dispatcherOf },
    { provide: AlertWorker, inject: [AlertEngine, Dispatcher, OPEN_RULES, Channels], useFactory: startWorker },
  ],
  exports: [AlertDecider, AlertRules, AlertWorker, Channels, Dispatcher, TemplateSightings],
})
export class AlertingModule {}

async function openDecider(store: AlertStore, sightings: TemplateSightings): Promise<AlertDecider> {
  const key = await store.setting('alert_fingerprint_key', randomBytes(KEY_BYTES).toString('hex'));
  return new AlertDecider(key, sightings);
}

function openRules({ alerting }: AppConfig, decider: AlertDecider): OpenAlertRules {
  const logger = new Logger('Alerts');
  return openAlertRules(alerting, {
    onChange: (rules) => {
      decider.use(rules);
    },
    onWarn: (text) => {
      logger.warn(text);
    },
    onReload: (count) => {
      logger.log(`${String(count)} alert rules in force`);
    },
  });
}

function engineOf(
  { alerting }: AppConfig,
  store: AlertStore,
  rules: AlertRules,
  channels: Channels,
  feed: AlertFeed,
): AlertEngine {
  return new AlertEngine({
    store,
    rules,
    channels: channels.names,
    maxOpen: alerting.maxOpen,
    now: Date.now,
    onChange: (alerts) => {
      feed.publish(alerts);
    },
  });
}

function dispatcherOf({ alerting }: AppConfig, channels: Channels, store: DeliveryStore, metrics: Metrics): Dispatcher {
  const dispatcher = new Dispatcher(channels.all, store, {
    perChannel: alerting.perChannel,
    inAll: alerting.inAll,
    linksOf: (alert) => linksOf(alerting, alert),
    now: Date.now,
    onOutcome: (channel, outcome, count) => {
      metrics.alertMessages.inc({ channel, outcome }, count);
    },
  });
  metrics.watchBreakers(() => channels.all.map((channel) => [channel.name, dispatcher.breakerOf(channel)]));
  return dispatcher;
}

function linksOf({ publicUrl }: AlertingConfig, alert: Alert | null): AlertLinks {
  if (publicUrl === '') return { alert: null, log: null };
  const base = publicUrl.replace(/\/+$/, '');
  const logId = alert?.samples[0]?.logId ?? null;
  return {
    alert: alert === null ? `${base}/alerts` : `${base}/alerts/${alert.id}`,
    log: logId === null ? null : `${base}/classify/${logId}`,
  };
}

function startWorker(
  engine: AlertEngine,
  dispatcher: Dispatcher,
  rules: OpenAlertRules,
  channels: Channels,
): AlertWorker {
  const logger = new Logger('Alerts');
  for (const text of channels.problems) logger.warn(text);
  const worker = new AlertWorker(engine, dispatcher, {
    onWarn: (text) => {
      logger.warn(text);
    },
    onStop: async () => {
      rules.close();
      await channels.close();
    },
  });
  worker.start();
  return worker;
}
