import { hookList } from './hook-list';
import { bool, float, int, text, url } from './schemas';
import { setting, type SliceValues } from './setting';

export const alertingSlice = {
  rules: setting({
    env: 'ALERT_RULES',
    doc: 'File with the alert rules; changes are picked up while running.',
    schema: text(),
    default: './configs/alert_rules.yaml',
  }),
  dedupWindowMinutes: setting({
    env: 'DEDUP_WINDOW_MINUTES',
    doc: 'Minutes in which nobody is told about the same alert again, and in which one that comes back is the same.',
    schema: int(1, 10_080),
    default: 15,
  }),
  preventiveEmails: setting({
    env: 'SEND_PREVENTIVE_EMAILS',
    doc: 'Whether preventive actions are told by mail too: switches the rule preventive-mail on.',
    schema: bool(),
    default: false,
  }),
  anomalyThreshold: setting({
    env: 'ANOMALY_THRESHOLD',
    doc: 'Anomaly score (0–1) from which on the rule anomaly tells people.',
    schema: float(0, 1),
    default: 0.8,
  }),
  perChannel: setting({
    env: 'ALERTS_PER_CHANNEL_MINUTE',
    doc: 'Messages a minute on one channel; what is more becomes one digest.',
    schema: int(1, 1_000),
    default: 10,
  }),
  inAll: setting({
    env: 'ALERTS_PER_MINUTE',
    doc: 'Messages a minute on all channels together.',
    schema: int(1, 10_000),
    default: 60,
  }),
  maxOpen: setting({
    env: 'MAX_OPEN_ALERTS',
    doc: 'Open alerts beyond which new ones of a rule are counted in one.',
    schema: int(10, 1_000_000),
    default: 10_000,
  }),
  publicUrl: setting({
    env: 'PUBLIC_URL',
    doc: 'Where people reach this server, for links in messages, e.g. https://logs.example.com; empty for no links.',
    schema: url(),
    default: '',
  }),
  hooks: setting({
    env: 'ALERT_HOOKS',
    doc: 'Runbook webhooks that alert rules may call, as name=https://…, other=https://…; no rule can call anything else.',
    schema: hookList(),
    default: '',
    secret: true,
  }),
  hookSecret: setting({
    env: 'ALERT_HOOK_SECRET',
    doc: 'Secret that calls of these hooks are signed with; empty: they are not signed.',
    schema: text(),
    default: '',
    secret: true,
  }),
};

export type AlertingConfig = SliceValues<typeof alertingSlice>;
