import { LRUCache } from 'lru-cache';

/** A problem that lasts is not worth more than one line in this time. */
const WARN_EVERY_MS = 10 * 60_000;

/** Passes warnings on, those of one kind once in ten minutes. */
export class SpacedWarnings {
  private readonly told = new LRUCache<string, true>({ max: 100, ttl: WARN_EVERY_MS });

  constructor(private readonly tell: (text: string) => void) {}

  warn(text: string, kind = text): void {
    if (this.told.has(kind)) return;
    this.told.set(kind, true);
    this.tell(text);
  }
}
