import { detached } from '../core/text';

/** UTF-16 code units of a key that is worth keeping. */
const MAX_KEY_LENGTH = 512;

/**
 * Remembers answers about texts that come again and again (user agents, referrers, addresses). Two generations in
 * place of a linked list: when the young one is full it becomes the old one and the old one is forgotten, so that a
 * look-up is one or two reads of a map and what is still asked for survives.
 */
export class RecentAnswers<T> {
  private young = new Map<string, T>();
  private old = new Map<string, T>();

  /** `capacity` answers at most are kept in each generation. */
  constructor(private readonly capacity: number) {}

  /** The answer about `key`, asked of `compute` when it is not known. */
  get(key: string, compute: (key: string) => T): T {
    const known = this.young.get(key);
    if (known !== undefined) return known;
    const kept = this.old.get(key);
    const answer = kept ?? compute(key);
    if (key.length <= MAX_KEY_LENGTH) this.keep(key, answer);
    return answer;
  }

  clear(): void {
    this.young = new Map();
    this.old = new Map();
  }

  private keep(key: string, answer: T): void {
    if (this.young.size >= this.capacity) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(detached(key), answer);
  }
}
