import type { RuleFile } from '../../classification/regex/rule-file';
import type { RuleDefinition } from '../../classification/regex/rule-schema';
import { appendRules } from '../../learning/discovery/merge-rules';
import type { PatternService } from './pattern-service';
import { readPatterns, type Pattern } from './read-patterns';

/** What an import did, or would do; ids in the order of the file. */
export interface PatternImport {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  /** Stored just so already. */
  readonly unchanged: readonly string[];
}

/** Rules on their way in and out by the hundred: rule files, and what was discovered. */
export class PatternTransfer {
  constructor(
    private readonly service: PatternService,
    private readonly file: Pick<RuleFile, 'text' | 'listed'>,
    private readonly categories: readonly string[],
  ) {}

  /**
   * Stores the rules of a rule file, all or none.
   * @param dryRun only says what would happen
   * @throws InputError when one of them is wrong or has the id of a hand-written one, or when they are too many
   */
  async import(file: unknown, dryRun: boolean, by: string): Promise<PatternImport> {
    const patterns = await readPatterns(file, this.categories);
    await this.service.refresh();
    const { created, changed } = dryRun ? this.service.compare(patterns) : await this.service.write(patterns, by);
    return outcomeOf(patterns, created, changed);
  }

  /**
   * The text of a rule file.
   * @param origin `stored`: what can be imported elsewhere; `all`: the hand-written file, as it is, with them behind
   */
  export(origin: 'stored' | 'all'): string {
    const rules = this.service.usable.map(({ definition }) => definition);
    if (origin === 'stored') return appendRules(null, rules);
    const own = new Set(this.file.listed.map(({ id }) => id));
    return appendRules(
      this.file.text,
      rules.filter(({ id }) => !own.has(id)),
    );
  }

  /**
   * Stores proposed rules; those whose id is taken are left alone, whatever became of them.
   * @throws InputError when they are too many
   */
  async propose(rules: readonly RuleDefinition[], by: string): Promise<PatternImport> {
    const patterns = await readPatterns({ version: 1, rules }, this.categories);
    await this.service.refresh();
    const fresh = patterns.filter(({ definition }) => !this.service.has(definition.id));
    const { created, changed } = await this.service.write(fresh, by);
    return outcomeOf(patterns, created, changed);
  }
}

function outcomeOf(all: readonly Pattern[], created: readonly Pattern[], changed: readonly Pattern[]): PatternImport {
  const untouched = all.filter((pattern) => !created.includes(pattern) && !changed.includes(pattern));
  return { created: idsOf(created), changed: idsOf(changed), unchanged: idsOf(untouched) };
}

function idsOf(patterns: readonly Pattern[]): string[] {
  return patterns.map(({ definition }) => definition.id);
}
