import { LRUCache } from 'lru-cache';
import type { TemplateNews } from './alert-rule';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RARE_BELOW = 10;
const REMEMBERED = 100_000;

interface Sightings {
  readonly since: number;
  count: number;
}

/**
 * Which templates this server has hardly seen. What was there before its start is known and not rare: it would be news
 * to nobody. The least recently seen are forgotten first, and then are rare again.
 */
export class TemplateSightings implements TemplateNews {
  private readonly seen = new LRUCache<string, Sightings>({ max: REMEMBERED, ttl: DAY_MS });
  private readonly born = new LRUCache<string, number>({ max: REMEMBERED, ttl: HOUR_MS });

  constructor(private readonly now: () => number) {}

  /** Says that a template was learned just now. */
  learned(templateId: string): void {
    this.born.set(templateId, this.now());
  }

  isNew(templateId: string): boolean {
    return this.born.has(templateId);
  }

  /** Counts the question as a sighting: it is asked once a log. */
  isRare(templateId: string): boolean {
    const known = this.seen.get(templateId);
    if (known === undefined) this.seen.set(templateId, { since: this.now(), count: 1 });
    else known.count++;
    return (known?.count ?? 1) < RARE_BELOW;
  }
}
