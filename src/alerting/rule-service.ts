import { InputError } from '../core/errors';
import type { JsonValue } from '../core/json';
import type { AlertRuleRepository } from '../persistence/alerts/alert-rule.repository';
import { StoredRules } from '../persistence/stored-rules';
import type { AlertRule } from './alert-rule';
import type { AlertRules } from './alert-rules';
import { usableRule } from './usable-rule';
import { writtenRule, type AlertRuleInput } from './written-rule';

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

/** Rules given through the API: kept with all their versions, above those of the file, the same on all servers. */
export class RuleService {
  private readonly given: StoredRules<AlertRule>;

  constructor(
    repository: AlertRuleRepository,
    private readonly rules: AlertRules,
    private readonly options: RuleServiceOptions,
  ) {
    this.given = new StoredRules(repository, {
      // A hook that the settings do not have any more is not called; the rule still tells people.
      compile: (definition) => usableRule(definition, null),
      onChange: (given) => {
        rules.useGiven(given.flatMap(({ rule }) => (rule === null ? [] : [rule.definition])));
      },
      onProblem: ({ id, version, problem }) => {
        options.onWarn(`version ${String(version)} of the alert rule ${id} cannot be used: ${problem ?? ''}`);
      },
      onUnreadable: (problem) => {
        options.onWarn(`the alert rules of the API cannot be read now: ${problem}`);
      },
    });
  }

  /** Puts the rules in force and follows what other servers change. @throws InputError when they cannot be read */
  start(): Promise<void> {
    return this.given.start();
  }

  stop(): Promise<void> {
    return this.given.stop();
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
    const versions = await this.given.versions(id);
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
    await this.given.read();
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
    await this.given.read();
    return this.add(id, rule, by);
  }

  /**
   * Takes a rule of the API back.
   * @returns the rule of the file that stood behind it and is in force again; else null
   * @throws InputError when there is none, or when only the file can be changed
   */
  async remove(id: string, by: string): Promise<RuleView | null> {
    await this.given.read();
    if (this.given.get(id) === null) {
      if (!this.rules.isFromFile(id)) throw unknownRule(id);
      const detail = `the rule ${id} stands in the file; change it there, or PUT /alerts/rules/${id} with enabled: false`;
      throw new InputError('conflict', 'alert_rule_of_file', detail);
    }
    await this.store(id, null, by);
    const back = this.rules.get(id);
    return back === null ? null : this.viewOf(back);
  }

  private async add(id: string, rule: AlertRule, by: string): Promise<RuleView> {
    if (this.given.get(id) === null && this.given.all.length >= MAX_RULES) {
      const detail = `the API may hold ${String(MAX_RULES)} rules; take one back first`;
      throw new InputError('conflict', 'too_many_alert_rules', detail);
    }
    await this.store(id, writtenRule(rule.definition) as JsonValue, by);
    return this.get(id);
  }

  private async store(id: string, definition: JsonValue, by: string): Promise<void> {
    if (await this.given.store([{ id, definition }], by)) return;
    throw new InputError('conflict', 'alert_rule_changed', `somebody else has just changed the rule ${id}; try again`);
  }

  private viewOf({ definition }: AlertRule): RuleView {
    const given = this.given.get(definition.id);
    const rule = writtenRule(definition);
    if (!given?.rule) return { rule, origin: 'file', version: null, overrides: false };
    return { rule, origin: 'api', version: given.version, overrides: this.rules.isFromFile(definition.id) };
  }
}

function unknownRule(id: string): InputError {
  return new InputError('not_found', 'unknown_alert_rule', `there is no alert rule ${id.slice(0, 64)}`);
}
