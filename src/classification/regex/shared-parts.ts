import { LinearPattern } from './linear-pattern';
import { Vocabulary } from './vocabulary';

/** What the rules of a file share, so that those that differ in their conditions alone do not compile, or search, twice. */
export class SharedParts {
  readonly vocabulary = new Vocabulary();
  private readonly patterns = new Map<string, LinearPattern>();

  /** Throws PatternError when it cannot be used. */
  pattern(source: string, flags: string): LinearPattern {
    const key = `${flags} ${source}`;
    const pattern = this.patterns.get(key) ?? LinearPattern.compile(source, flags);
    this.patterns.set(key, pattern);
    return pattern;
  }
}
