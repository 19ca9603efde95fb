/** A plan of PostgreSQL, as far as two of them are compared and shown. */
export interface QueryPlan {
  readonly root: PlanNode;
  /** What the planner expects it to cost. */
  readonly cost: number;
  /** Of a plan that was run; undefined of one that was only made. */
  readonly run: PlanRun | undefined;
}

/** What running a plan took. */
export interface PlanRun {
  /** Planning and execution, as the server measured them. */
  readonly timeMs: number;
  readonly rows: number;
  /** Blocks of 8 kB that were touched: found in memory, read or written; those of temporary files, too. */
  readonly buffers: number;
}

/** A node of a plan. */
export interface PlanNode {
  /** As EXPLAIN calls it: `Index Scan`, `Hash Join`. */
  readonly type: string;
  /** Which one of its type: of a join `Left`, of an aggregate `Hashed`; undefined for the usual one. */
  readonly variant: string | undefined;
  readonly relation: string | undefined;
  /** The name of the relation in the query. */
  readonly alias: string | undefined;
  readonly index: string | undefined;
  /** What it sorts or groups by. */
  readonly keys: readonly string[];
  /** Conditions by their names: `Index Cond`, `Filter`. */
  readonly conditions: readonly (readonly [string, string])[];
  /** Whether it sorted in a temporary file. */
  readonly sortedIn: 'memory' | 'disk' | undefined;
  /** All that it answered, over its loops; undefined of a plan that was not run. */
  readonly rows: number | undefined;
  /** As in `PlanRun`, of those below it as well. */
  readonly buffers: number | undefined;
  readonly children: readonly PlanNode[];
}

/** A plan's nodes, each before those below it. */
export function listNodes(node: PlanNode): readonly PlanNode[] {
  return [node, ...node.children.flatMap(listNodes)];
}
