import type { Alert, AlertLinks } from '../core/alert';
import { CallError } from '../integrations/call-error';
import { HttpClient } from '../integrations/http-client';
import { signatureOf } from '../integrations/webhook/signature';
import { webhookMessage } from '../integrations/webhook/webhook.message';
import { alertOf, type AlertRow } from '../persistence/alerts/alert-row';
import type { HookCall, HookDecision, HookOfRule, HookStore } from '../persistence/alerts/hook-store';
import type { AlertRule } from './alert-rule';

const MINUTE_MS = 60_000;
/** An alert that fired earlier was silenced since, or nobody was there to work on it: it is too late to help by itself. */
const FRESH_MS = 15 * MINUTE_MS;
/** Longer than any call takes. */
const LOST_MS = 2 * MINUTE_MS;
const CALLS_AT_ONCE = 10;

export interface HooksOptions {
  /** The hooks that may be called, by name: nothing but the settings can add one. */
  readonly targets: ReadonlyMap<string, URL>;
  /** Calls are signed with it; empty: they are not. */
  readonly secret: string;
  /** Those in force. */
  readonly rules: () => readonly AlertRule[];
  readonly linksOf: (alert: Alert | null) => AlertLinks;
  readonly now: () => number;
}

/** Calls the runbook webhooks of rules: once for each alert that fires, and rather not at all than twice. */
export class Hooks {
  private readonly clients: ReadonlyMap<string, { readonly url: URL; readonly http: HttpClient }>;

  constructor(
    private readonly store: HookStore,
    private readonly options: HooksOptions,
  ) {
    this.clients = new Map(
      [...options.targets].map(([name, url]) => [
        name,
        { url, http: new HttpClient({ secrets: [url.href, options.secret] }) },
      ]),
    );
  }

  /** One round: decides, writes it down, then calls. */
  async turn(): Promise<void> {
    const now = this.options.now();
    const rules = new Map(this.options.rules().map((rule) => [rule.definition.id, rule]));
    const hooks = [...rules.values()].flatMap(hookOf);
    if (hooks.length === 0 && this.clients.size === 0) return;
    await this.store.giveUp(now - LOST_MS, now);
    const calls = await this.store.claim(
      hooks,
      { since: now - FRESH_MS, limit: CALLS_AT_ONCE },
      (alert, lastCall) => this.decide(rules.get(alert.ruleId), alert, lastCall, now),
      now,
    );
    await Promise.all(calls.map((call) => this.call(call)));
  }

  private decide(rule: AlertRule | undefined, alert: AlertRow, lastCall: number | null, now: number): HookDecision {
    const hook = rule?.definition.hook;
    const skipped = (why: string): HookDecision => ({
      state: 'skipped',
      detail: `${hook?.name ?? 'the hook'} is not called: ${why}`,
    });
    if (hook === undefined) return skipped('the rule has none');
    if (!this.clients.has(hook.name)) return skipped('the settings have no hook of this name');
    if (alert.llmOnly) return skipped('only an LLM says that something is wrong');
    if (lastCall !== null && now - lastCall < hook.cooldown) {
      return skipped(`it cools down until ${new Date(lastCall + hook.cooldown).toISOString()}`);
    }
    if (hook.dryRun) return { state: 'dry-run', detail: `${hook.name} would be called (dry run)` };
    return { state: 'calling', detail: null };
  }

  private async call(call: HookCall): Promise<void> {
    const outcome = await this.outcomeOf(call);
    await this.store.settle(call, outcome, this.options.now());
  }

  private async outcomeOf({ id, hook, alert }: HookCall): Promise<Parameters<HookStore['settle']>[1]> {
    const client = this.clients.get(hook);
    if (client === undefined) return { state: 'failed', detail: `${hook} is not among the hooks of the settings` };
    const shown = alertOf(alert);
    const links = this.options.linksOf(shown);
    const message = webhookMessage({ kind: 'alert', id, sequence: 1, event: 'firing', alert: shown, links });
    const body = JSON.stringify({ ...message, hook: { name: hook, rule: shown.rule.id } });
    const { secret, now } = this.options;
    try {
      const { status } = await client.http.call({
        method: 'POST',
        url: client.url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'logsieve',
          'idempotency-key': id,
          ...(secret === '' ? {} : { 'x-logsieve-signature': signatureOf(body, secret, now()) }),
        },
        body,
        idempotent: false,
      });
      return { state: 'called', detail: `${hook} was called and answers HTTP ${String(status)}` };
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const { kind, reason } = error.outcome;
      if (kind === 'ambiguous') return { state: 'unknown', detail: `${hook} may have been called: ${reason}` };
      return { state: 'failed', detail: `${hook} could not be called: ${reason}` };
    }
  }
}

function hookOf({ definition: { id, enabled, hook } }: AlertRule): HookOfRule[] {
  return hook === undefined || !enabled ? [] : [{ ruleId: id, hook: hook.name, dryRun: hook.dryRun }];
}
