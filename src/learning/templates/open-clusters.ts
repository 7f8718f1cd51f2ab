import type { Cluster } from './cluster';
import type { Skeleton } from './skeleton';

/** Clusters of one shape that are compared with a message: the oldest ones, so that a flood of them costs no time. */
const MAX_COMPARED = 64;

/** Clusters with places that take anything, found for a message by what none of their words could vary in. */
export class OpenClusters {
  private readonly byShape = new Map<string, Cluster[]>();

  add(cluster: Cluster): void {
    if (!cluster.isOpen) return;
    const shape = cluster.skeleton.shape();
    const same = this.byShape.get(shape);
    if (same === undefined) this.byShape.set(shape, [cluster]);
    else same.push(cluster);
  }

  remove(cluster: Cluster): void {
    if (!cluster.isOpen) return;
    const shape = cluster.skeleton.shape();
    const left = (this.byShape.get(shape) ?? []).filter((other) => other !== cluster);
    if (left.length === 0) this.byShape.delete(shape);
    else this.byShape.set(shape, left);
  }

  /** The cluster that differs from the skeleton only in places where it takes anything. */
  find(skeleton: Skeleton): Cluster | null {
    const same = this.byShape.get(skeleton.shape()) ?? [];
    return same.slice(0, MAX_COMPARED).find((cluster) => takes(cluster, skeleton)) ?? null;
  }
}

function takes(cluster: Cluster, skeleton: Skeleton): boolean {
  return skeleton.atoms.words.every(
    (word, place) =>
      cluster.takesAnything(place) ||
      (skeleton.isVariable(place) ? cluster.skeleton.isVariable(place) : cluster.skeleton.atoms.words[place] === word),
  );
}
