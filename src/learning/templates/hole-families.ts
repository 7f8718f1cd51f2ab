import type { Cluster } from './cluster';
import type { Hole, Skeleton } from './skeleton';

/** What a typed value that was seen in a place says about a word in the same place. */
const TYPED_VALUE = 1 / 2;
/** Words that weigh less than this are not waited for: so many different ones hardly ever come. */
const MIN_WEIGHT = 1 / 16;
/** Sixths may add up to a little less than one. */
const ROUNDING = 1e-9;

/**
 * Clusters that differ in one or two places only. Once the different words of such a place weigh enough, the place is
 * a variable and the clusters are one event.
 */
export class HoleFamilies {
  private readonly families = new Map<string, Cluster[]>();

  add(cluster: Cluster): void {
    for (const hole of waitingHoles(cluster.skeleton)) {
      const name = nameOf(hole);
      const family = this.families.get(name);
      if (family === undefined) this.families.set(name, [cluster]);
      else family.push(cluster);
    }
  }

  remove(cluster: Cluster): void {
    for (const hole of waitingHoles(cluster.skeleton)) {
      const name = nameOf(hole);
      const left = (this.families.get(name) ?? []).filter((member) => member !== cluster);
      if (left.length === 0) this.families.delete(name);
      else this.families.set(name, left);
    }
  }

  /**
   * Clusters that have become one event with this one, itself included; null while there are none.
   * @param typed the cluster that has values of a type in these places already
   */
  ripe(cluster: Cluster, typed: (hole: Hole) => Cluster | undefined): Cluster[] | null {
    for (const hole of waitingHoles(cluster.skeleton)) {
      const members = this.families.get(nameOf(hole)) ?? [];
      const known = typed(hole);
      if (members.length < 2 && known === undefined) continue;
      if (isSettled(hole, members, known !== undefined)) return known === undefined ? members : [...members, known];
    }
    return null;
  }
}

function waitingHoles(skeleton: Skeleton): Hole[] {
  return skeleton.holes().filter(({ places }) => places.every((place) => skeleton.weight(place) >= MIN_WEIGHT));
}

function nameOf({ places, key }: Hole): string {
  return `${places.join()}:${key}`;
}

function isSettled({ places }: Hole, members: readonly Cluster[], typed: boolean): boolean {
  const [first] = members;
  const telling = first?.skeleton.tellingBeside(places) ?? 0;
  // Where one word alone is left to say what happened, twice the evidence is asked for.
  const needed = telling === 1 ? 2 : 1;
  return places.every((place) => {
    const weights = new Map(
      members.map(({ skeleton }) => [skeleton.atoms.words[place]?.toLowerCase(), skeleton.weight(place)]),
    );
    const evidence = [...weights.values()].reduce((sum, weight) => sum + weight, typed ? TYPED_VALUE : 0);
    return evidence > needed - ROUNDING;
  });
}
