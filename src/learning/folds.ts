/**
 * Deals groups into folds so that no group is split and the folds are about equally large: the largest group first,
 * always into the smallest fold. Deterministic.
 * @param groups the group of each row
 * @returns the fold of each row, 0 … `count` - 1; fewer folds when there are fewer groups
 */
export function groupFolds(groups: readonly string[], count: number): number[] {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const bySize = [...sizes].sort(([a, sizeA], [b, sizeB]) => sizeB - sizeA || (a < b ? -1 : 1));
  const filled = new Array<number>(Math.max(1, Math.min(count, sizes.size))).fill(0);
  const foldOf = new Map<string, number>();
  for (const [group, size] of bySize) {
    const smallest = filled.indexOf(Math.min(...filled));
    filled[smallest] = (filled[smallest] ?? 0) + size;
    foldOf.set(group, smallest);
  }
  return groups.map((group) => foldOf.get(group) ?? 0);
}
