import { detached } from './text';

/**
 * A map of bounded size that forgets what was long not asked for. Two generations in place of one list in order: when
 * the young one is full it becomes the old one and the old one is forgotten. A look-up is one or two reads of a map.
 */
export class RecentMap<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  /** @param capacity entries of each generation at most */
  constructor(private readonly capacity: number) {}

  /** What is kept under `key`, which stays the longer for it. */
  get(key: string): V | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const kept = this.old.get(key);
    if (kept !== undefined) this.set(key, kept);
    return kept;
  }

  /** As {@link get}, and it stays no longer for it. */
  peek(key: string): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  set(key: string, value: V): void {
    if (this.young.size >= this.capacity && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(detached(key), value);
  }

  delete(key: string): void {
    this.young.delete(key);
    this.old.delete(key);
  }
}
