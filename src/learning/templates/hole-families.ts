import type { Cluster } from './cluster';
import type { Hole } from './skeleton';

/** What a typed value that was seen in a place says about a word in the same place. */
const TYPED_VALUE = 1 / 2;
/** Constant words that make a long wording, and the evidence asked for in it. */
const LONG_WORDING = 4;
const LONG_EVIDENCE = 1 / 2;
/** Sixths may add up to a little less than one. */
const ROUNDING = 1e-9;

/** Clusters that have the same hole. */
interface Family {
  readonly places: readonly number[];
  members: Cluster[];
}

/**
 * Clusters that differ in one or two places only. Once the different words of such a place weigh enough, the place is
 * a variable and the clusters are one event.
 */
export class HoleFamilies {
  /** By what is left beside the hole: the same may be left beside holes in different places. */
  private readonly families = new Map<string, Family[]>();

  add(cluster: Cluster): void {
    for (const { key, places } of cluster.skeleton.holes()) {
      const families = this.families.get(key) ?? [];
      if (families.length === 0) this.families.set(key, families);
      const family = familyOf(families, places);
      if (family === undefined) families.push({ places, members: [cluster] });
      else family.members.push(cluster);
    }
  }

  remove(cluster: Cluster): void {
    for (const { key, places } of cluster.skeleton.holes()) {
      const families = this.families.get(key) ?? [];
      const family = familyOf(families, places);
      if (family !== undefined) family.members = family.members.filter((member) => member !== cluster);
      if (families.every(({ members }) => members.length === 0)) this.families.delete(key);
    }
  }

  /**
   * Clusters that have become one event with this one, itself included; null while there are none.
   * @param typed the cluster that has values of a type in these places already
   */
  ripe(cluster: Cluster, typed: (hole: Hole) => Cluster | undefined): Cluster[] | null {
    const taken = this.takenBy(cluster);
    if (taken.length > 0) return [cluster, ...taken];
    for (const hole of cluster.skeleton.holes()) {
      const members = familyOf(this.families.get(hole.key) ?? [], hole.places)?.members ?? [];
      const known = typed(hole);
      if (members.length < 2 && known === undefined) continue;
      if (isSettled(hole, members, known)) return known === undefined ? members : [...members, known];
    }
    return null;
  }

  /** Those that differ from the cluster only in places where it takes anything. */
  private takenBy(cluster: Cluster): Cluster[] {
    return (this.families.get(cluster.skeleton.key) ?? [])
      .filter(({ places }) => places.every((place) => cluster.takesAnything(place)))
      .flatMap(({ members }) => members);
  }
}

function familyOf(families: readonly Family[], places: readonly number[]): Family | undefined {
  return families.find((family) => family.places.join() === places.join());
}

function isSettled({ places }: Hole, members: readonly Cluster[], known: Cluster | undefined): boolean {
  const [first] = members;
  // What a message begins with is its subject, which tells statements apart (`tickTime set to <NUM>`).
  const isSubject = places.includes(0) && first?.skeleton.isToldBeside(places) !== true;
  const telling = isSubject ? 1 : (first?.skeleton.tellingBeside(places) ?? 0);
  return places.every((place) => {
    if (known?.takesAnything(place) === true) return true;
    const weights = new Map(
      members.map(({ skeleton }) => [skeleton.atoms.words[place]?.toLowerCase(), skeleton.weight(place)]),
    );
    const evidence = [...weights.values()].reduce((sum, weight) => sum + weight, known === undefined ? 0 : TYPED_VALUE);
    return evidence > evidenceNeeded(telling, place, weights.size) - ROUNDING;
  });
}

/**
 * Where one word alone is left to say what happened, twice the evidence is asked for, and less where many are: three
 * statements rarely share a long wording, but for their subject.
 */
function evidenceNeeded(telling: number, place: number, words: number): number {
  if (telling <= 1) return 2;
  return telling >= LONG_WORDING && place > 0 && words > 2 ? LONG_EVIDENCE : 1;
}
