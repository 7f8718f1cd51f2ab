import { RecentMap } from '../core/recent-map';

/** UTF-16 code units of a key that is worth keeping. */
const MAX_KEY_LENGTH = 512;

/** Remembers answers about texts that come again and again (user agents, referrers). */
export class RecentAnswers<T> {
  private readonly answers: RecentMap<T>;

  /** @param capacity see {@link RecentMap} */
  constructor(capacity: number) {
    this.answers = new RecentMap(capacity);
  }

  /** The answer about `key`, asked of `compute` when it is not known. */
  get(key: string, compute: (key: string) => T): T {
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const answer = compute(key);
    if (key.length <= MAX_KEY_LENGTH) this.answers.set(key, answer);
    return answer;
  }
}
