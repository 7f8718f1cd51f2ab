import type { ChannelName } from '../core/alert';
import { InputError } from '../core/errors';
import { uuid7 } from '../core/uuid7';
import type { AlertRow } from '../persistence/alerts/alert-row';
import type { AlertStore, AlertTables } from '../persistence/alerts/alert-store';
import { deliveriesOf } from './alert-engine';
import type { Channels } from './channels';

/** What people do to alerts. Each is one transaction, with its entry in the timeline. */
export class AlertActions {
  constructor(
    private readonly store: AlertStore,
    private readonly channels: Channels,
  ) {}

  /** Somebody works on it: no reminders, no escalation. @throws InputError when there is none, or when it is over */
  acknowledge(id: string, by: string): Promise<AlertRow> {
    return this.change(id, 'acknowledged', by, null, (alert) => {
      if (alert.state === 'resolved') throw conflict(id, 'is resolved');
      alert.state = 'acknowledged';
      alert.acknowledgedBy = by;
      alert.nextAt = Date.now();
      return Promise.resolve();
    });
  }

  /** It is over: those who were told hear of it. */
  resolve(id: string, by: string): Promise<AlertRow> {
    return this.change(id, 'resolved', by, null, async (alert, tables) => {
      if (alert.state === 'resolved') throw conflict(id, 'is resolved already');
      const now = Date.now();
      const told = (await tables.cancelDeliveries([id], now)).get(id) ?? new Set<ChannelName>();
      alert.state = 'resolved';
      alert.resolvedAt = now;
      alert.nextAt = null;
      const channels = [...told].filter((channel) => this.channels.names.has(channel));
      if (alert.notifiedAt !== null) await tables.addDeliveries(deliveriesOf(alert, 'resolved', channels, now), now);
    });
  }

  note(id: string, by: string, text: string): Promise<AlertRow> {
    return this.change(id, 'note', by, text, () => Promise.resolve());
  }

  /** Nobody is told about alerts like this one for a while. @returns the id of the silence */
  async silence(id: string, by: string, comment: string, minutes: number): Promise<string> {
    const silenceId = uuid7(Date.now());
    await this.change(id, 'silenced', by, `${String(minutes)} minutes: ${comment}`, async (alert, tables) => {
      const matchers = [{ label: 'fingerprint', value: alert.fingerprint }];
      const endsAt = Date.now() + minutes * 60_000;
      await tables.addSilence({
        id: silenceId,
        matchers,
        startsAt: Date.now(),
        endsAt,
        schedule: null,
        createdBy: by,
        comment,
      });
    });
    return silenceId;
  }

  private change(
    id: string,
    kind: string,
    by: string,
    detail: string | null,
    work: (alert: AlertRow, tables: AlertTables) => Promise<void>,
  ): Promise<AlertRow> {
    return this.store.transaction(async (tables) => {
      const alert = await tables.alert(id);
      if (alert === null) throw new InputError('not_found', 'unknown_alert', `no alert has the id ${id}`);
      await work(alert, tables);
      await tables.save([alert]);
      await tables.addEvents([{ alertId: id, kind, by, detail }], Date.now());
      return alert;
    });
  }
}

function conflict(id: string, problem: string): InputError {
  return new InputError('conflict', 'alert_is_over', `the alert ${id} ${problem}`);
}
