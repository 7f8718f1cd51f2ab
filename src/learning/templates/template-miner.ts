import { LRUCache } from 'lru-cache';
import type { Template } from '../../core/template';
import { templateIdOf } from '../../core/template-id';
import { Cluster } from './cluster';
import { HoleFamilies } from './hole-families';
import { OpenClusters } from './open-clusters';
import { Skeleton, type Hole } from './skeleton';

/** What a masked message has changed. The same messages in the same order change the same everywhere. */
export interface TemplateChange {
  /** The template that the message belongs to, and its text as it is by now. */
  readonly template: Template;
  /** The template is new. */
  readonly created: boolean;
  /** The text of a known template has become more general. */
  readonly generalised: boolean;
  /** Known templates that turned out to be the same event: their rows belong to `into` from now on. */
  readonly merged: readonly Merge[];
}

interface Merge {
  readonly from: string;
  readonly into: string;
}

export interface TemplateMinerOptions {
  /** Templates remembered; those not seen for longest are forgotten first. */
  readonly maxTemplates?: number;
  /** Masked messages whose template is remembered without another look. */
  readonly maxForms?: number;
}

/** Characters of the keys under which templates are found: one of each word and of the whole. */
const MAX_KEY_LETTERS = 64_000_000;
/** Characters of remembered messages. */
const MAX_FORM_LETTERS = 8_000_000;

/**
 * Finds the templates of masked messages online, one configuration for all software.
 *
 * After Drain (He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017): masked first, and
 * only messages of equal shape are ever compared. Unlike Drain, no share of equal words decides, because that merges
 * `link up` with `link down`. What a word looks like and what stands around it decide ({@link Skeleton}); where they
 * leave it open, the number of different words seen in one place does ({@link HoleFamilies}), after the cardinality
 * rule of AEL (Jiang et al., 2008) and the word frequencies of SLCT (Vaarandi, 2003).
 *
 * Deterministic: the same messages in the same order give the same templates. Not thread-safe, no input or output.
 */
export class TemplateMiner {
  private readonly forms: LRUCache<string, Cluster>;
  private readonly byKey = new Map<string, Cluster>();
  private readonly byId = new Map<string, Cluster>();
  private readonly families = new HoleFamilies();
  private readonly open = new OpenClusters();
  /** Templates in the order in which their turn to be forgotten comes, with the time at which they were put there. */
  private readonly queue = new Map<Cluster, number>();
  /** Of the keys of all templates. */
  private letters = 0;
  private readonly maxTemplates: number;
  private clock = 0;
  private order = 0;

  constructor({ maxTemplates = 50_000, maxForms = 50_000 }: TemplateMinerOptions = {}) {
    this.maxTemplates = maxTemplates;
    this.forms = new LRUCache({
      max: maxForms,
      maxSize: MAX_FORM_LETTERS,
      sizeCalculation: (_, masked) => masked.length + 1,
    });
  }

  /** Templates known. */
  get size(): number {
    return this.byKey.size;
  }

  /**
   * The template of a masked message that was learned before; null when it must be learned (again). What is returned
   * follows the template: its text changes when that becomes more general.
   */
  match(masked: string): Template | null {
    const cluster = this.forms.get(masked)?.standing() ?? null;
    if (cluster !== null) cluster.lastUsed = ++this.clock;
    return cluster;
  }

  /** Finds or makes the template of a masked message, and says what that has changed. */
  learn(masked: string): TemplateChange {
    const skeleton = Skeleton.read(masked);
    const known = this.byKey.get(skeleton.key) ?? this.open.find(skeleton);
    const before = known?.text ?? null;
    const cluster = known ?? new Cluster(templateIdOf(masked), skeleton, ++this.order);
    const merged = known === null ? [] : this.rewrite(known, known.textWith(skeleton));
    if (known === null) this.enter(cluster);
    const promoted = this.promote(cluster);
    merged.push(...promoted.merged);
    const { standing } = promoted;
    this.touch(standing);
    this.forms.set(masked, standing);
    const created = standing === cluster && known === null;
    return {
      template: { id: standing.id, text: standing.text },
      created,
      generalised: !created && (standing !== cluster || standing.text !== before),
      // Nobody has heard of a template that is merged as soon as it was made.
      merged: merged.filter(({ from }) => known !== null || from !== cluster.id),
    };
  }

  /** Knows what was stored, oldest first: the templates that stand, not those merged into others. */
  load(templates: Iterable<Template>): void {
    for (const template of templates) this.adopt(template);
  }

  /**
   * Follows a change that another replica made, or what the database had already where `learn` made a template.
   * @returns the template as it is known now: its text may be more general than the given one
   */
  apply({ template, merged }: { readonly template: Template; readonly merged: readonly Merge[] }): Template {
    const adopted = this.adopt(template);
    for (const { from } of merged) {
      const gone = this.byId.get(from);
      if (gone === undefined || gone === adopted) continue;
      this.leave(gone);
      gone.mergeInto(adopted);
    }
    return { id: adopted.id, text: adopted.text };
  }

  private adopt({ id, text }: Template): Cluster {
    const known = this.byId.get(id);
    if (known !== undefined) {
      if (known.text !== text) this.rewrite(known, text);
      return known;
    }
    const cluster = new Cluster(id, Skeleton.read(text), ++this.order);
    this.enter(cluster);
    this.touch(cluster);
    return cluster;
  }

  /** Merges the cluster with others, again and again, as long as places of it are settled to be variables. */
  private promote(cluster: Cluster): { standing: Cluster; merged: Merge[] } {
    const merged: Merge[] = [];
    let standing = cluster;
    const typed = ({ key }: Hole): Cluster | undefined => this.byKey.get(key);
    for (let ripe = this.families.ripe(standing, typed); ripe !== null; ripe = this.families.ripe(standing, typed)) {
      const [oldest = standing, ...others] = [...new Set(ripe)].sort((a, b) => a.order - b.order);
      this.leave(oldest);
      for (const other of others) {
        this.leave(other);
        oldest.replaceBy(oldest.textWith(other.skeleton));
        other.mergeInto(oldest);
        merged.push({ from: other.id, into: oldest.id });
      }
      merged.push(...this.enter(oldest));
      standing = oldest;
    }
    return { standing, merged };
  }

  private rewrite(cluster: Cluster, text: string): Merge[] {
    if (text === cluster.text) return [];
    this.leave(cluster);
    cluster.replaceBy(text);
    return this.enter(cluster);
  }

  /** Puts a cluster into the indexes; others that have its key are the same event and merged into it. */
  private enter(cluster: Cluster): Merge[] {
    const merged: Merge[] = [];
    for (let same = this.byKey.get(cluster.skeleton.key); same !== undefined;) {
      this.leave(same);
      same.mergeInto(cluster);
      merged.push({ from: same.id, into: cluster.id });
      cluster.replaceBy(cluster.textWith(same.skeleton));
      same = this.byKey.get(cluster.skeleton.key);
    }
    this.byKey.set(cluster.skeleton.key, cluster);
    this.byId.set(cluster.id, cluster);
    this.families.add(cluster);
    this.open.add(cluster);
    this.queue.set(cluster, cluster.lastUsed);
    this.letters += lettersOf(cluster);
    return merged;
  }

  private leave(cluster: Cluster): void {
    const { key } = cluster.skeleton;
    if (this.byKey.get(key) === cluster) this.byKey.delete(key);
    if (this.byId.delete(cluster.id)) this.letters -= lettersOf(cluster);
    this.families.remove(cluster);
    this.open.remove(cluster);
    this.queue.delete(cluster);
  }

  /**
   * Notes that a template was seen, and forgets others while there are too many: those that were not seen since they
   * were put into the queue (the CLOCK algorithm, Corbató 1968), so that no message pays for a look at all of them.
   */
  private touch(cluster: Cluster): void {
    cluster.lastUsed = ++this.clock;
    this.queue.delete(cluster);
    this.queue.set(cluster, this.clock);
    for (const [oldest, queuedAt] of this.queue) {
      if (this.byKey.size <= this.maxTemplates && this.letters <= MAX_KEY_LETTERS) return;
      this.queue.delete(oldest);
      if (oldest.lastUsed > queuedAt) {
        this.queue.set(oldest, oldest.lastUsed);
      } else {
        this.leave(oldest);
        oldest.forget();
      }
    }
  }
}

/** One key for each of its words and one for the whole. */
function lettersOf({ skeleton }: Cluster): number {
  return skeleton.key.length * (skeleton.atoms.words.length + 1);
}
