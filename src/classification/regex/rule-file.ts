import { readFileSync } from 'node:fs';
import { messageOf } from '../../core/errors';
import { FollowedFile } from '../followed-file';
import { readRules } from './read-rules';
import type { RuleSource } from './regex.strategy';
import { RuleFileError } from './rule-file-error';
import type { Rule } from './rule';
import type { RuleState } from './rule-schema';
import { RuleSet } from './rule-set';

/** What a rule file must follow, and how its owner hears of what happens to it. */
export interface RuleFileOptions {
  /** Names of the configured categories; rules may use no other. */
  readonly categories: readonly string[];
  /** Milliseconds between two looks at the file; 0 reads it once and never again. */
  readonly pollInterval: number;
  /** The file changed and its rules are in force. */
  readonly onReload: (rules: RuleSet) => void;
  /** The file cannot be used any more; the rules read before stay in force. Called once a change. */
  readonly onError: (error: RuleFileError) => void;
}

/** The rules of one file, kept up to date while it changes, and behind them those that come from elsewhere. */
export class RuleFile implements RuleSource {
  private readonly file: FollowedFile;
  private current: RuleSet;
  private shadowed: RuleSet;
  private behind: readonly Rule[] = [];

  private constructor(
    readonly path: string,
    private readonly options: RuleFileOptions,
    private lastText: string,
    private own: readonly Rule[],
  ) {
    this.current = inState(own, 'active');
    this.shadowed = inState(own, 'shadow');
    this.file = new FollowedFile(path, lastText, {
      pollMs: options.pollInterval,
      onChange: (changed, problem) => {
        this.reload(changed, problem);
      },
    });
  }

  /** Reads the file and starts to watch it. Throws RuleFileError when it cannot be used. */
  static open(path: string, options: RuleFileOptions): RuleFile {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw new RuleFileError(path, [`cannot be read: ${messageOf(error)}`]);
    }
    return new RuleFile(path, options, text, readRules(text, path, options.categories));
  }

  /** The last good rules that decide. */
  get rules(): RuleSet {
    return this.current;
  }

  get shadow(): RuleSet {
    return this.shadowed;
  }

  /** All rules of the file, drafts too, in its order. */
  get listed(): readonly Rule[] {
    return this.own;
  }

  /** The text that they were read from. */
  get text(): string {
    return this.lastText;
  }

  /** Takes rules that come behind those of the file; one with the id of a rule in the file has no place beside it. */
  useBehind(rules: readonly Rule[]): void {
    this.behind = rules;
    this.combine();
  }

  close(): void {
    this.file.close();
  }

  private reload(text: string | null, problem: string): void {
    try {
      if (text === null) throw new RuleFileError(this.path, [`cannot be read: ${problem}`]);
      this.own = readRules(text, this.path, this.options.categories);
      this.lastText = text;
      this.combine();
    } catch (error) {
      if (!(error instanceof RuleFileError)) throw error;
      this.options.onError(error);
      return;
    }
    this.options.onReload(this.current);
  }

  private combine(): void {
    const ids = new Set(this.own.map(({ id }) => id));
    const all = [...this.own, ...this.behind.filter(({ id }) => !ids.has(id))];
    this.current = inState(all, 'active');
    this.shadowed = inState(all, 'shadow');
  }
}

function inState(rules: readonly Rule[], state: RuleState): RuleSet {
  return new RuleSet(rules.filter((rule) => rule.state === state));
}
