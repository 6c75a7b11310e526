// How many parts of one sum or product find a part of their own in another: the largest matching of a bipartite graph,
// by augmenting paths (Kuhn 1955).

/** `fits[a][b]`: a may be matched with b. */
export function largestMatching(fits: readonly (readonly boolean[])[]): number {
  const partner = new Map<number, number>();
  const augment = (a: number, tried: Set<number>): boolean =>
    fits[a]!.some((fit, b) => {
      if (!fit || tried.has(b)) return false;
      tried.add(b);
      const rival = partner.get(b);
      if (rival !== undefined && !augment(rival, tried)) return false;
      partner.set(b, a);
      return true;
    });
  return fits.filter((_, a) => augment(a, new Set())).length;
}
