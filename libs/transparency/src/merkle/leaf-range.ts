/** Leaves from `begin` to before `end` under one node of some tree. */
export interface LeafRange {
  readonly begin: number;
  readonly end: number;
}

/** Root of the leaves from `index` * 2^`level` on, 2^`level` of them. */
export interface PerfectNode {
  readonly level: number;
  readonly index: number;
}

/** The perfect subtrees that a node's leaves fall into, left to right, each larger than the next. */
export function perfectNodes({ begin, end }: LeafRange): PerfectNode[] {
  const nodes: PerfectNode[] = [];
  for (let at = begin; at < end;) {
    let level = 0;
    let leaves = 1;
    while (leaves * 2 <= end - at) {
      leaves *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / leaves });
    at += leaves;
  }
  return nodes;
}

/** The largest power of two below `n`: how many leaves a tree of `n` > 1 leaves has on its left. */
export function leftLeaves(n: number): number {
  let left = 1;
  while (left * 2 < n) left *= 2;
  return left;
}
