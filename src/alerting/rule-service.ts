import { InputError, messageOf } from '../core/errors';
import type { JsonValue } from '../core/json';
import type { AlertRuleRepository, AlertRuleVersion } from '../persistence/alerts/alert-rule.repository';
import type { AlertRule } from './alert-rule';
import type { AlertRules } from './alert-rules';
import { RepeatedWork } from './repeated-work';
import { usableRule } from './usable-rule';
import { writtenRule, type AlertRuleInput } from './written-rule';

const READ_EVERY_MS = 5_000;
/** Rules that the API may add to those of the file. */
const MAX_RULES = 500;

/** A rule in force, and where it comes from. */
export interface RuleView {
  readonly rule: AlertRuleInput;
  readonly origin: 'file' | 'api';
  /** Null for a rule of the file. */
  readonly version: number | null;
  /** Stands in the place of a rule of the file. */
  readonly overrides: boolean;
}

/** One version of a rule of the API. */
export interface RuleVersionView {
  readonly version: number;
  /** Null when this version took the rule back. */
  readonly rule: JsonValue;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface RuleServiceOptions {
  /** Names of the hooks that rules may call. */
  readonly hooks: readonly string[];
  readonly onWarn: (text: string) => void;
}

interface GivenRule {
  readonly version: number;
  /** False for one that an earlier release has accepted and this one cannot use. */
  readonly usable: boolean;
}

/** Rules given through the API: kept with all their versions, above those of the file, the same on all servers. */
export class RuleService {
  private given: ReadonlyMap<string, GivenRule> = new Map();
  private lastRead: Promise<void> = Promise.resolve();
  private readonly reading: RepeatedWork;

  constructor(
    private readonly repository: AlertRuleRepository,
    private readonly rules: AlertRules,
    private readonly options: RuleServiceOptions,
  ) {
    this.reading = new RepeatedWork(() => this.read(), {
      everyMs: READ_EVERY_MS,
      onWarn: (text) => {
        options.onWarn(`the alert rules of the API cannot be read now: ${text}`);
      },
    });
  }

  /** Puts the rules in force and follows what other servers change. @throws InputError when they cannot be read */
  async start(): Promise<void> {
    await this.read();
    this.reading.start();
  }

  stop(): Promise<void> {
    return this.reading.stop();
  }

  /** All rules in force, by id. */
  list(): RuleView[] {
    return this.rules.all.map((rule) => this.viewOf(rule)).sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
  }

  /** @throws InputError when there is none */
  get(id: string): RuleView {
    const rule = this.rules.get(id);
    if (rule === null) throw unknownRule(id);
    return this.viewOf(rule);
  }

  /** All versions of a rule, newest first. @throws InputError when the API never gave one */
  async versions(id: string): Promise<RuleVersionView[]> {
    const versions = await this.repository.versions(id);
    if (versions.length === 0 && !this.rules.isFromFile(id)) throw unknownRule(id);
    return versions.map(({ version, definition, createdAt, createdBy }) => ({
      version,
      rule: definition,
      createdAt,
      createdBy,
    }));
  }

  /** Adds a rule. @throws InputError when it is wrong or its id is taken */
  async create(value: unknown, by: string): Promise<RuleView> {
    const rule = usableRule(value, this.options.hooks);
    const { id } = rule.definition;
    await this.read();
    if (this.rules.get(id) !== null) {
      throw new InputError(
        'conflict',
        'alert_rule_exists',
        `there is a rule ${id}; PUT /alerts/rules/${id} changes it`,
      );
    }
    return this.add(id, rule, by);
  }

  /** Puts a rule in force in place of what stands under its id. @throws InputError when it is wrong */
  async put(id: string, value: unknown, by: string): Promise<RuleView> {
    const rule = usableRule(value, this.options.hooks);
    if (rule.definition.id !== id) {
      const detail = `the rule has the id ${rule.definition.id}, the address says ${id.slice(0, 64)}`;
      throw new InputError('invalid', 'other_alert_rule', detail);
    }
    await this.read();
    return this.add(id, rule, by);
  }

  /**
   * Takes a rule of the API back.
   * @returns the rule of the file that stood behind it and is in force again; else null
   * @throws InputError when there is none, or when only the file can be changed
   */
  async remove(id: string, by: string): Promise<RuleView | null> {
    await this.read();
    if (!this.given.has(id)) {
      if (!this.rules.isFromFile(id)) throw unknownRule(id);
      const detail = `the rule ${id} stands in the file; change it there, or PUT /alerts/rules/${id} with enabled: false`;
      throw new InputError('conflict', 'alert_rule_of_file', detail);
    }
    await this.store(id, null, by);
    const back = this.rules.get(id);
    return back === null ? null : this.viewOf(back);
  }

  private async add(id: string, rule: AlertRule, by: string): Promise<RuleView> {
    if (!this.given.has(id) && this.given.size >= MAX_RULES) {
      const detail = `the API may hold ${String(MAX_RULES)} rules; take one back first`;
      throw new InputError('conflict', 'too_many_alert_rules', detail);
    }
    await this.store(id, writtenRule(rule.definition) as JsonValue, by);
    return this.get(id);
  }

  private async store(id: string, definition: JsonValue, createdBy: string): Promise<void> {
    const version = (await this.repository.lastVersion(id)) + 1;
    if (!(await this.repository.add({ id, version, definition, createdBy }))) {
      throw new InputError(
        'conflict',
        'alert_rule_changed',
        `somebody else has just changed the rule ${id}; try again`,
      );
    }
    await this.read();
  }

  /** One at a time: an answer that is older than that of another one must not come after it. */
  private read(): Promise<void> {
    this.lastRead = this.lastRead.catch(() => undefined).then(() => this.readNow());
    return this.lastRead;
  }

  /** Only a change is put in force: the patterns of all rules are compiled anew for it. */
  private async readNow(): Promise<void> {
    const rows = await this.repository.current();
    if (rows.length === this.given.size && rows.every((row) => this.given.get(row.id)?.version === row.version)) return;
    const rules = rows.map((row) => this.ruleOf(row));
    this.given = new Map(rows.map(({ id, version }, i) => [id, { version, usable: rules[i] !== null }]));
    this.rules.useGiven(rules.flatMap((rule) => (rule === null ? [] : [rule.definition])));
  }

  /** Null for one that cannot be used: the others stay in force. */
  private ruleOf({ id, version, definition }: AlertRuleVersion): AlertRule | null {
    try {
      // A hook that the settings do not have any more is not called; the rule still tells people.
      return usableRule(definition, null);
    } catch (error) {
      this.options.onWarn(`version ${String(version)} of the alert rule ${id} cannot be used: ${messageOf(error)}`);
      return null;
    }
  }

  private viewOf({ definition }: AlertRule): RuleView {
    const given = this.given.get(definition.id);
    const rule = writtenRule(definition);
    if (given?.usable !== true) return { rule, origin: 'file', version: null, overrides: false };
    return { rule, origin: 'api', version: given.version, overrides: this.rules.isFromFile(definition.id) };
  }
}

function unknownRule(id: string): InputError {
  return new InputError('not_found', 'unknown_alert_rule', `there is no alert rule ${id.slice(0, 64)}`);
}
