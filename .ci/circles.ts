/** Module → the modules that it imports. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/** The shortest way from `start` back to itself, or undefined when there is none. */
function shortestWayBack(start: string, edges: Edges): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let module = queue.shift(); module !== undefined; module = queue.shift()) {
    for (const next of edges.get(module) ?? []) {
      if (next === start) {
        const way = [module];
        for (let step = cameFrom.get(module); step !== undefined; step = cameFrom.get(step))
          way.unshift(step);
        return way;
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, module);
        queue.push(next);
      }
    }
  }
  return undefined;
}

/**
 * Finds circles in an import graph.
 * @returns for each module in a circle that is not yet part of a reported one, the shortest circle through it,
 *   beginning at the module that comes first by name; sorted by that module
 */
export function findCircles(edges: Edges): string[][] {
  const reported = new Set<string>();
  const circles: string[][] = [];
  for (const module of [...edges.keys()].sort()) {
    if (reported.has(module)) continue;
    const circle = shortestWayBack(module, edges);
    if (circle === undefined) continue;
    for (const member of circle) reported.add(member);
    circles.push(circle);
  }
  return circles;
}
