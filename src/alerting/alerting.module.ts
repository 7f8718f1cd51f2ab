import { Logger, Module } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { AlertingConfig } from '../config/alerting.config';
import type { AppConfig } from '../config/config';
import { APP_CONFIG } from '../config/config.module';
import { parseHookList } from '../config/hook-list';
import type { Alert, AlertLinks } from '../core/alert';
import { Metrics } from '../observability/metrics';
import { AlertRuleRepository } from '../persistence/alerts/alert-rule.repository';
import { AlertStore } from '../persistence/alerts/alert-store';
import { DeliveryStore } from '../persistence/alerts/delivery-store';
import { HookStore } from '../persistence/alerts/hook-store';
import { LogRepository } from '../persistence/log.repository';
import { PersistenceModule } from '../persistence/persistence.module';
import { AlertFeed } from '../realtime/alert-feed';
import { RealtimeModule } from '../realtime/realtime.module';
import { AlertActions } from './alert-actions';
import { AlertDecider } from './alert-decider';
import { AlertEngine } from './alert-engine';
import { AlertRules } from './alert-rules';
import { AlertWorker } from './alert-worker';
import { Backtest } from './backtest';
import { Channels } from './channels';
import { Dispatcher } from './dispatcher';
import { Hooks } from './hooks';
import { openAlertRules, type OpenAlertRules } from './open-alert-rules';
import { RepeatedWork } from '../observability/repeated-work';
import { RuleService } from './rule-service';
import { TemplateSightings } from './template-sightings';

const KEY_BYTES = 32;
const HOOKS_EVERY_MS = 1_000;

/** Injection token of {@link OpenAlertRules}. */
const OPEN_RULES = Symbol('OPEN_RULES');

/** Injection token of the work that calls hooks. */
const HOOK_WORK = Symbol('HOOK_WORK');

/** Finds what people must be told, and tells them. */
@Module({
  imports: [PersistenceModule, RealtimeModule],
  providers: [
    { provide: Channels, inject: [APP_CONFIG], useFactory: openChannels },
    { provide: TemplateSightings, useFactory: () => new TemplateSightings(Date.now) },
    { provide: AlertDecider, inject: [AlertStore, TemplateSightings, Channels], useFactory: openDecider },
    { provide: OPEN_RULES, inject: [APP_CONFIG, AlertDecider], useFactory: openRules },
    { provide: AlertRules, inject: [OPEN_RULES], useFactory: ({ rules }: OpenAlertRules) => rules },
    { provide: AlertEngine, inject: [APP_CONFIG, AlertStore, AlertRules, Channels, AlertFeed], useFactory: engineOf },
    { provide: Dispatcher, inject: [APP_CONFIG, Channels, DeliveryStore, Metrics], useFactory: dispatcherOf },
    { provide: AlertActions, inject: [AlertStore, Channels], useFactory: actionsOf },
    { provide: Backtest, inject: [LogRepository], useFactory: (logs: LogRepository) => new Backtest(logs) },
    { provide: RuleService, inject: [APP_CONFIG, AlertRuleRepository, AlertRules], useFactory: startRules },
    { provide: HOOK_WORK, inject: [APP_CONFIG, HookStore, AlertRules], useFactory: startHooks },
    {
      provide: AlertWorker,
      inject: [AlertEngine, Dispatcher, OPEN_RULES, Channels, RuleService, HOOK_WORK],
      useFactory: startWorker,
    },
  ],
  exports: [
    AlertActions,
    AlertDecider,
    AlertRules,
    AlertWorker,
    Backtest,
    Channels,
    Dispatcher,
    RuleService,
    TemplateSightings,
  ],
})
export class AlertingModule {}

function openChannels({ integrations }: AppConfig): Channels {
  const logger = new Logger('Alerts');
  return Channels.open(integrations, (text) => {
    logger.warn(text);
  });
}

async function openDecider(store: AlertStore, sightings: TemplateSightings, channels: Channels): Promise<AlertDecider> {
  const key = await store.setting('alert_fingerprint_key', randomBytes(KEY_BYTES).toString('hex'));
  return new AlertDecider(key, sightings, channels.names);
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

function actionsOf(store: AlertStore, channels: Channels): AlertActions {
  return new AlertActions(store, channels);
}

async function startRules({ alerting }: AppConfig, kept: AlertRuleRepository, rules: AlertRules): Promise<RuleService> {
  const logger = new Logger('Alerts');
  const service = new RuleService(kept, rules, {
    hooks: [...parseHookList(alerting.hooks).hooks.keys()],
    onWarn: (text) => {
      logger.warn(text);
    },
  });
  await service.start();
  return service;
}

function startHooks({ alerting }: AppConfig, store: HookStore, rules: AlertRules): RepeatedWork {
  const logger = new Logger('Alerts');
  const hooks = new Hooks(store, {
    targets: parseHookList(alerting.hooks).hooks,
    secret: alerting.hookSecret,
    rules: () => rules.all,
    linksOf: (alert) => linksOf(alerting, alert),
    now: Date.now,
  });
  const work = new RepeatedWork(() => hooks.turn(), {
    everyMs: HOOKS_EVERY_MS,
    onWarn: (text) => {
      logger.warn(`hooks cannot be called now: ${text}`);
    },
  });
  work.start();
  return work;
}

function startWorker(
  engine: AlertEngine,
  dispatcher: Dispatcher,
  rules: OpenAlertRules,
  channels: Channels,
  given: RuleService,
  hooks: RepeatedWork,
): AlertWorker {
  const logger = new Logger('Alerts');
  for (const text of channels.problems) logger.warn(text);
  const worker = new AlertWorker(engine, dispatcher, {
    onWarn: (text) => {
      logger.warn(text);
    },
    onStop: async () => {
      rules.close();
      await given.stop();
      await hooks.stop();
      await channels.close();
    },
  });
  worker.start();
  return worker;
}
