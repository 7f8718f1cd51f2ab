import { isDeepStrictEqual } from 'node:util';
import type { Rule } from '../../classification/regex/rule';
import type { RuleState } from '../../classification/regex/rule-schema';
import { InputError } from '../../core/errors';
import type { JsonValue } from '../../core/json';
import type { PatternRuleRepository } from '../../persistence/pattern-rule.repository';
import { StoredRules } from '../../persistence/stored-rules';
import { fieldChanges, type FieldChange } from './field-changes';
import { fileViews, plainJson, storedView, type PatternView, type Rules } from './pattern-view';
import { readPattern, type Pattern } from './read-patterns';

/** Rules that the API may add to those of the file. */
const MAX_RULES = 1_000;
/** Ids that one error spells out. */
const MAX_SHOWN = 5;
/** Letters that they may look for; the table that finds them takes some 300 bytes a letter. */
const MAX_LITERAL_LETTERS = 250_000;

/** One version of a stored rule. */
export interface PatternVersionView {
  readonly version: number;
  /** Null when this version took the rule away. */
  readonly definition: JsonValue;
  readonly changes: readonly FieldChange[];
  readonly createdAt: Date;
  readonly createdBy: string;
}

export interface PatternServiceOptions {
  /** Names of the configured categories; rules may use no other. */
  readonly categories: readonly string[];
  readonly onWarn: (text: string) => void;
}

/** Regex rules given through the API: kept with all their versions, behind those of the file, the same on all servers. */
export class PatternService {
  private readonly stored: StoredRules<Pattern>;

  constructor(
    repository: PatternRuleRepository,
    private readonly rules: Rules,
    private readonly options: PatternServiceOptions,
  ) {
    this.stored = new StoredRules(repository, {
      compile: (definition) => readPattern(definition, options.categories),
      onChange: () => {
        rules.rules.useBehind(this.usable.map(({ rule }) => rule));
      },
      onProblem: ({ id, version, problem }) => {
        options.onWarn(`version ${String(version)} of the stored rule ${id} cannot be used: ${problem ?? ''}`);
      },
      onUnreadable: (problem) => {
        options.onWarn(`the stored rules cannot be read now: ${problem}`);
      },
    });
  }

  /** Puts the rules in force and follows what other servers change. @throws InputError when they cannot be read */
  start(): Promise<void> {
    return this.stored.start();
  }

  stop(): Promise<void> {
    return this.stored.stop();
  }

  /** Sees what other servers have changed up to now. @throws InputError when the database is not there */
  refresh(): Promise<void> {
    return this.stored.read();
  }

  /** All rules in the order in which they are asked: those of the file, then the stored ones. */
  list(): PatternView[] {
    const stored = this.stored.all.flatMap((one) => storedView(this.rules, one) ?? []);
    return [...fileViews(this.rules), ...stored.sort(byPriority)];
  }

  /** Stored rules that an earlier release has accepted and this one cannot use. */
  get unusable(): { id: string; version: number; problem: string }[] {
    return this.stored.all.flatMap(({ id, version, problem }) => (problem === null ? [] : [{ id, version, problem }]));
  }

  /** Stored rules that can be used, in the order in which they are asked. */
  get usable(): readonly Pattern[] {
    return this.stored.all.flatMap(({ rule }) => rule ?? []).sort(byPriority);
  }

  /** Whether a rule has this id, one of the file or a stored one. */
  has(id: string): boolean {
    return this.isFromFile(id) || this.stored.get(id) !== null;
  }

  /** Active rules that would be asked before this one. @throws InputError when the file has its id */
  ahead(pattern: Pattern): Rule[] {
    const { id } = pattern.definition;
    this.refuseFileRules([id]);
    const others = this.stored.all.map((stored) => (stored.id === id ? pattern : stored.rule));
    if (this.stored.get(id) === null) others.push(pattern);
    const stored = others.filter((one) => one !== null).sort(byPriority);
    return [...this.rules.rules.listed, ...stored.slice(0, stored.indexOf(pattern)).map(({ rule }) => rule)].filter(
      ({ state }) => state === 'active',
    );
  }

  /** The rule with this id, that of the file if there are two. @throws InputError when there is none */
  get(id: string): PatternView {
    const own = this.isFromFile(id) ? fileViews(this.rules).find(({ rule }) => rule.id === id) : undefined;
    if (own !== undefined) return own;
    const stored = this.stored.get(id);
    if (stored === null) throw unknownRule(id);
    const view = storedView(this.rules, stored);
    if (view === null) throw unusableRule(id, stored.problem);
    return view;
  }

  /** All versions of a stored rule, newest first. @throws InputError when nobody has stored one */
  async versions(id: string): Promise<PatternVersionView[]> {
    const versions = await this.stored.versions(id);
    if (versions.length === 0 && !this.isFromFile(id)) throw unknownRule(id);
    return versions.map(({ version, definition, createdAt, createdBy }, i) => ({
      version,
      definition,
      changes: fieldChanges(versions[i + 1]?.definition ?? null, definition),
      createdAt,
      createdBy,
    }));
  }

  /** Adds a rule. @throws InputError when it is wrong or its id is taken */
  async create(value: unknown, by: string): Promise<PatternView> {
    const pattern = readPattern(value, this.options.categories);
    const { id } = pattern.definition;
    await this.stored.read();
    if (this.stored.get(id) !== null) {
      throw new InputError('conflict', 'pattern_exists', `there is a rule ${id}; PUT /patterns/${id} changes it`);
    }
    await this.write([pattern], by);
    return this.get(id);
  }

  /** Stores a rule in place of what is stored under its id. @throws InputError when it is wrong */
  async put(id: string, value: unknown, by: string): Promise<PatternView> {
    const pattern = readPattern(value, this.options.categories);
    if (pattern.definition.id !== id) {
      const detail = `the rule has the id ${pattern.definition.id}, the address says ${id.slice(0, 64)}`;
      throw new InputError('invalid', 'other_pattern', detail);
    }
    await this.stored.read();
    await this.write([pattern], by);
    return this.get(id);
  }

  /** Activates a rule, tries it in the shadow or makes it a draft again. @throws InputError when there is none */
  async setStatus(id: string, status: RuleState, by: string): Promise<PatternView> {
    await this.stored.read();
    this.refuseFileRules([id]);
    const { definition } = this.storedPattern(id);
    if (definition.status !== status)
      await this.write([readPattern({ ...definition, status }, this.options.categories)], by);
    return this.get(id);
  }

  /** Makes an earlier version of a rule its newest, also of one that was deleted. @throws InputError when it cannot be */
  async revert(id: string, version: number, by: string): Promise<PatternView> {
    await this.stored.read();
    const versions = await this.versions(id);
    const earlier = versions.find((one) => one.version === version);
    if (earlier === undefined) {
      const newest = String(versions[0]?.version ?? 0);
      const detail = `the rule ${id} has no version ${String(version)}; its newest is ${newest}`;
      throw new InputError('not_found', 'unknown_pattern_version', detail);
    }
    if (earlier.definition === null) {
      const detail = `version ${String(version)} took the rule away; DELETE /patterns/${id} does so again`;
      throw new InputError('conflict', 'pattern_version_empty', detail);
    }
    await this.write([readPattern(earlier.definition, this.options.categories)], by);
    return this.get(id);
  }

  /** Takes a stored rule away; its versions stay. @throws InputError when there is none, or when only the file has it */
  async remove(id: string, by: string): Promise<void> {
    await this.stored.read();
    if (this.stored.get(id) === null) {
      this.refuseFileRules([id]);
      throw unknownRule(id);
    }
    await this.store([{ id, definition: null }], by);
  }

  /**
   * Stores rules, all or none; those that are stored just so are left alone.
   * @returns those that were new, and those that were another way before
   * @throws InputError when the file has one of them, or when there are too many
   */
  async write(patterns: readonly Pattern[], by: string): Promise<{ created: Pattern[]; changed: Pattern[] }> {
    const { created, changed } = this.compare(patterns);
    const definitions = [...created, ...changed].map(({ definition }) => definition);
    await this.store(
      definitions.map((definition) => ({ id: definition.id, definition: plainJson(definition) })),
      by,
    );
    return { created, changed };
  }

  /** What {@link write} would do. @throws InputError as it does */
  compare(patterns: readonly Pattern[]): { created: Pattern[]; changed: Pattern[] } {
    this.refuseFileRules(patterns.map(({ definition }) => definition.id));
    const after = new Map<string, Pattern | null>(this.stored.all.map(({ id, rule }) => [id, rule]));
    for (const pattern of patterns) after.set(pattern.definition.id, pattern);
    refuseTooMany([...after.values()]);
    const created = patterns.filter(({ definition }) => this.stored.get(definition.id) === null);
    const changed = patterns.filter(({ definition }) => {
      const stored = this.stored.get(definition.id);
      return stored !== null && !isDeepStrictEqual(stored.definition, plainJson(definition));
    });
    return { created, changed };
  }

  private async store(changes: readonly { id: string; definition: JsonValue }[], by: string): Promise<void> {
    if (changes.length === 0 || (await this.stored.store(changes, by))) return;
    const ids = shown(changes.map(({ id }) => id));
    throw new InputError('conflict', 'pattern_changed', `somebody else has just changed ${ids}; try again`);
  }

  private storedPattern(id: string): Pattern {
    const stored = this.stored.get(id);
    if (stored === null) throw unknownRule(id);
    if (stored.rule === null) throw unusableRule(id, stored.problem);
    return stored.rule;
  }

  private isFromFile(id: string): boolean {
    return this.rules.rules.listed.some((rule) => rule.id === id);
  }

  private refuseFileRules(ids: readonly string[]): void {
    const taken = ids.filter((id) => this.isFromFile(id));
    if (taken.length === 0) return;
    const { path } = this.rules.rules;
    const detail = `${shown(taken)}: written by hand in ${path}, which always wins; change it there, or take another id`;
    throw new InputError('conflict', 'pattern_of_file', detail);
  }
}

function shown(ids: readonly string[]): string {
  const more = ids.length - MAX_SHOWN;
  return ids.slice(0, MAX_SHOWN).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

/** As in a rule file: of equal ones, the earlier goes first. */
function byPriority(a: Pick<Pattern, 'rule'>, b: Pick<Pattern, 'rule'>): number {
  return b.rule.priority - a.rule.priority;
}

function refuseTooMany(patterns: readonly (Pattern | null)[]): void {
  if (patterns.length > MAX_RULES) {
    const detail = `${String(MAX_RULES)} rules may be stored, this would make ${String(patterns.length)}; delete some first`;
    throw new InputError('conflict', 'too_many_patterns', detail);
  }
  const letters = patterns.reduce((sum, one) => sum + (one === null ? 0 : lettersOf(one)), 0);
  if (letters <= MAX_LITERAL_LETTERS) return;
  const detail = `the stored rules would look for too many different words: ${String(letters)} letters, at most ${String(MAX_LITERAL_LETTERS)}`;
  throw new InputError('conflict', 'too_many_patterns', detail);
}

function lettersOf({ rule, definition: { keywords } }: Pattern): number {
  return (
    (rule.anchor?.literals ?? []).join('').length +
    Object.values(keywords ?? {})
      .flat()
      .join('').length
  );
}

function unusableRule(id: string, problem: string | null): InputError {
  return new InputError('unprocessable', 'unusable_pattern', `the rule ${id} cannot be used: ${problem ?? ''}`);
}

function unknownRule(id: string): InputError {
  return new InputError('not_found', 'unknown_pattern', `there is no rule ${id.slice(0, 64)}`);
}
