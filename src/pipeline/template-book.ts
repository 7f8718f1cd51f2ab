import { LRUCache } from 'lru-cache';
import type { LearnedForm, Template } from '../core/template';
import { templateIdOf } from '../core/template-id';
import { cleanText } from '../core/text';
import { TemplateMiner } from '../learning/templates/template-miner';
import type { TemplateStore } from '../persistence/template-store';

/** Masked messages whose form id is remembered. */
const REMEMBERED_FORMS = 50_000;
/** Characters of these messages. */
const REMEMBERED_LETTERS = 8_000_000;
/** Templates that a server knows from its start on. */
const LOADED_TEMPLATES = 50_000;

/**
 * The templates of this server and, through PostgreSQL, of all its replicas: forms are learned in one order, under a
 * lock, by the same deterministic miner everywhere. Where two servers still differ, as they may when one of them has
 * forgotten more, what is stored counts.
 */
export class TemplateBook {
  private readonly miner = new TemplateMiner();
  private readonly formIds = new LRUCache<string, string>({
    max: REMEMBERED_FORMS,
    maxSize: REMEMBERED_LETTERS,
    sizeCalculation: (_, masked) => masked.length + 1,
  });
  /** Learned here, but perhaps not stored yet. */
  private unsaved: LearnedForm[] = [];
  private learnedAt = 0;
  private turn: Promise<unknown> = Promise.resolve();

  /**
   * @param store null to know templates in this process only
   * @param onNew told the ids of templates that nobody knew before
   */
  constructor(
    private readonly store: TemplateStore | null,
    private readonly onNew: (templateId: string) => void = () => undefined,
  ) {}

  /** Learns what was stored before. */
  async load(): Promise<void> {
    if (this.store === null) return;
    const { templates, learnedAt } = await this.store.latest(LOADED_TEMPLATES);
    this.miner.load(templates);
    this.learnedAt = learnedAt;
  }

  /** UUID of a masked message, the same in every process. */
  formIdOf(masked: string): string {
    let id = this.formIds.get(masked);
    if (id === undefined) {
      id = templateIdOf(masked);
      this.formIds.set(masked, id);
    }
    return id;
  }

  /** The template of a masked message; null when it must be learned first. */
  find(masked: string): Template | null {
    return this.miner.match(masked);
  }

  /**
   * Learns masked messages and gives their templates, by masked message. Synchronous without a store.
   * @throws InputError `unavailable` when the database does not come back in time
   */
  learn(masked: readonly string[]): ReadonlyMap<string, Template> | Promise<ReadonlyMap<string, Template>> {
    // PostgreSQL will refuse the log itself; its text must not keep those of others from being stored.
    const storable = masked.filter((text) => !cleanText(text, text.length).sanitized);
    const others = masked.filter((text) => !storable.includes(text));
    const odd = others.map((text): [string, Template] => [text, { id: this.formIdOf(text), text }]);
    if (this.store === null) return new Map([...odd, ...this.learnHere(storable)]);
    if (storable.length === 0) return new Map(odd);
    const { store } = this;
    const learned = this.turn.then(() => this.learnShared(store, storable));
    this.turn = learned.catch(() => undefined);
    return learned.then((templates) => new Map([...odd, ...templates]));
  }

  private learnHere(masked: readonly string[]): ReadonlyMap<string, Template> {
    return new Map(masked.map((text) => [text, this.learnOne(text).template]));
  }

  /** One call after the other: what a call learns is not known to be stored before it has ended. */
  private async learnShared(store: TemplateStore, masked: readonly string[]): Promise<ReadonlyMap<string, Template>> {
    const { learnedAt, stored } = await store.learn(this.learnedAt, (news) => {
      for (const form of news) this.miner.learn(form.masked);
      const known = new Set(this.unsaved.map((form) => form.masked));
      this.unsaved.push(...masked.filter((text) => !known.has(text)).map((text) => this.learnOne(text)));
      return this.unsaved;
    });
    const learned = new Map<string, Template>();
    for (const { id, masked: text, template } of this.unsaved) {
      const decided = stored.get(id) ?? template;
      if (decided.id !== template.id) {
        this.miner.apply({ template: decided, merged: [{ from: template.id, into: decided.id }] });
      }
      learned.set(text, decided);
    }
    this.learnedAt = Math.max(this.learnedAt, learnedAt);
    this.unsaved = [];
    return learned;
  }

  private learnOne(masked: string): LearnedForm {
    const { template, merged, created } = this.miner.learn(masked);
    if (created) this.onNew(template.id);
    return { id: this.formIdOf(masked), masked, template, merged };
  }
}
