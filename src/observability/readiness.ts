import { messageOf } from '../core/errors';

/** One dependency the server needs before it should get traffic. */
export interface ReadinessCheck {
  readonly name: string;
  /** Resolves with a short detail when well, rejects with the reason when not. */
  readonly check: () => Promise<string>;
}

/** What a dependency said when it was last asked. */
export interface CheckResult {
  readonly ok: boolean;
  readonly detail: string;
}

const CHECK_TIMEOUT_MS = 2_000;
const CACHE_MS = 1_000;

/** Whether the server should get traffic: not while it starts, not while it drains, not without its database. */
export class Readiness {
  private phase: 'starting' | 'running' | 'draining' = 'starting';
  private readonly checks: ReadinessCheck[] = [];
  private readonly signs: (() => void)[] = [];
  private cached: { at: number; results: Record<string, CheckResult> } | null = null;

  register(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /** `check` throws when the process can only be helped by a restart. */
  registerAlive(check: () => void): void {
    this.signs.push(check);
  }

  /** @throws Error with the reason when the process should be restarted. */
  alive(): void {
    for (const check of this.signs) check();
  }

  started(): void {
    this.phase = 'running';
  }

  draining(): void {
    this.phase = 'draining';
  }

  /** Asks every dependency, at most once a second. */
  async report(): Promise<{ ready: boolean; phase: string; checks: Record<string, CheckResult> }> {
    if (this.cached === null || Date.now() - this.cached.at > CACHE_MS) {
      const results = await Promise.all(this.checks.map(ask));
      this.cached = { at: Date.now(), results: Object.fromEntries(results) };
    }
    const checks = this.cached.results;
    return {
      ready: this.phase === 'running' && Object.values(checks).every(({ ok }) => ok),
      phase: this.phase,
      checks,
    };
  }
}

async function ask({ name, check }: ReadinessCheck): Promise<[string, CheckResult]> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(CHECK_TIMEOUT_MS)} ms`));
    }, CHECK_TIMEOUT_MS);
  });
  try {
    return [name, { ok: true, detail: await Promise.race([check(), timeout]) }];
  } catch (error) {
    return [name, { ok: false, detail: messageOf(error) }];
  } finally {
    clearTimeout(timer);
  }
}
