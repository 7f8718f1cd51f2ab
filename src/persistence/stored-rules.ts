import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOf } from '../core/errors';
import type { JsonValue } from '../core/json';
import { RepeatedWork } from '../observability/repeated-work';
import type { RuleVersion, RuleVersionRepository } from './rule-version.repository';

/** Rules made ready at a stretch: a pattern takes up to some milliseconds, and logs must not wait for hundreds. */
const AT_A_STRETCH = 10;

/** The last version of a rule, and what was made of it. */
export interface StoredRule<R> extends RuleVersion {
  /** Null for one that an earlier release has accepted and this one cannot use. */
  readonly rule: R | null;
  /** Why it cannot be used; null when it can. */
  readonly problem: string | null;
}

export interface StoredRulesOptions<R> {
  /** Makes a rule ready for use; what it throws is the rule's problem. */
  readonly compile: (definition: JsonValue) => R;
  /** The rules are others than before. */
  readonly onChange: (rules: readonly StoredRule<R>[]) => void;
  /** Told of a rule that cannot be used, once a version; the others stay in force. */
  readonly onProblem: (rule: StoredRule<R>) => void;
  /** Told that the rules cannot be read; those that were read last stay in force. */
  readonly onUnreadable: (problem: string) => void;
}

/** Milliseconds between two looks of a server at what others have changed. */
const READ_EVERY_MS = 5_000;

/** Rules of the API as this server last read them; a server sees its own changes at once. */
export class StoredRules<R> {
  private byId: ReadonlyMap<string, StoredRule<R>> = new Map();
  /** The last version of each rule, also of those that were taken back. */
  private lastVersions: ReadonlyMap<string, number> = new Map();
  private lastRead: Promise<void> = Promise.resolve();
  private readonly reading: RepeatedWork;

  constructor(
    private readonly repository: RuleVersionRepository,
    private readonly options: StoredRulesOptions<R>,
  ) {
    this.reading = new RepeatedWork(() => this.read(), { everyMs: READ_EVERY_MS, onWarn: options.onUnreadable });
  }

  /** Reads the rules and follows from then on what other servers change. @throws when they cannot be read */
  async start(): Promise<void> {
    await this.read();
    this.reading.start();
  }

  stop(): Promise<void> {
    return this.reading.stop();
  }

  /** In the order of the repository. */
  get all(): readonly StoredRule<R>[] {
    return [...this.byId.values()];
  }

  get(id: string): StoredRule<R> | null {
    return this.byId.get(id) ?? null;
  }

  /** All versions of a rule, newest first. */
  versions(id: string): Promise<RuleVersion[]> {
    // PostgreSQL knows no text with a NUL, so no rule is called so.
    return id.includes('\0') ? Promise.resolve([]) : this.repository.versions(id);
  }

  /**
   * Adds a version to each of the rules, all or none; a definition of null takes the rule back.
   * @returns false when somebody else has changed one of them since the last {@link read}
   */
  async store(changes: readonly Pick<RuleVersion, 'id' | 'definition'>[], createdBy: string): Promise<boolean> {
    const versions = changes.map(({ id, definition }) => {
      return { id, version: (this.lastVersions.get(id) ?? 0) + 1, definition, createdBy };
    });
    const added = await this.repository.add(...versions);
    await this.read();
    return added;
  }

  /** One at a time: an answer that is older than that of another one must not come after it. */
  read(): Promise<void> {
    this.lastRead = this.lastRead.catch(() => undefined).then(() => this.readNow());
    return this.lastRead;
  }

  private async readNow(): Promise<void> {
    const rows = await this.repository.latest();
    const known = this.lastVersions;
    if (rows.length === known.size && rows.every(({ id, version }) => known.get(id) === version)) return;
    const byId = new Map<string, StoredRule<R>>();
    let made = 0;
    for (const row of rows) {
      if (row.definition === null) continue;
      const before = this.byId.get(row.id);
      byId.set(row.id, before?.version === row.version ? before : this.ruleOf(row));
      if (before?.version !== row.version && ++made % AT_A_STRETCH === 0) await nextTurn();
    }
    this.byId = byId;
    this.lastVersions = new Map(rows.map(({ id, version }) => [id, version]));
    this.options.onChange(this.all);
  }

  private ruleOf(row: RuleVersion): StoredRule<R> {
    try {
      return { ...row, rule: this.options.compile(row.definition), problem: null };
    } catch (error) {
      const refused = { ...row, rule: null, problem: messageOf(error) };
      this.options.onProblem(refused);
      return refused;
    }
  }
}
