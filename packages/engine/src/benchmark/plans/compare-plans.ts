import { describeNode } from './describe-plan';
import { listNodes, type PlanNode, type QueryPlan } from './plan-node';

/** A way in which the plan after the migrations is another. */
export type PlanChangeKind =
  /** A table that an index was used for is read as a whole. */
  | 'seq-scan-now'
  /** An index that was used no longer is, and not for a whole scan. */
  | 'index-lost'
  /** An index is used where the whole table was read. */
  | 'index-gained'
  | 'other-index'
  | 'other-scan'
  /** The same tables are joined in another way. */
  | 'other-join'
  /** Tables are joined in another order. */
  | 'other-join-order'
  /** A sort that was in memory is in a temporary file. */
  | 'sorts-on-disk'
  /** Something else: another aggregate, one more sort, workers. */
  | 'other-nodes';

/** A difference, with what it is about as a sentence's end. */
export interface PlanChange {
  readonly kind: PlanChangeKind;
  readonly text: string;
}

/** How the plan after the migrations differs in what it does; empty where it is the same, costs and rows apart. Pure. */
export function comparePlans(before: QueryPlan, after: QueryPlan): readonly PlanChange[] {
  const changes = [
    ...compareScans(before.root, after.root),
    ...compareJoins(before.root, after.root),
    ...compareSorts(before.root, after.root),
  ];
  if (changes.length > 0 || shapeOf(before.root) === shapeOf(after.root)) return changes;
  return [{ kind: 'other-nodes', text: 'the plan has other nodes' }];
}

/** How a relation of the query is read. */
interface Scan {
  readonly how: string;
  readonly type: string;
  readonly indexes: readonly string[];
}

function compareScans(before: PlanNode, after: PlanNode): readonly PlanChange[] {
  const now = scansOf(after);
  return [...scansOf(before)].flatMap(([alias, old]) => {
    const scan = now.get(alias);
    return scan === undefined || scan.how === old.how ? [] : [compareScan(old, scan)];
  });
}

function compareScan(old: Scan, now: Scan): PlanChange {
  const text = `${now.how}, was ${old.how}`;
  if (now.type === 'Seq Scan' && old.indexes.length > 0) return { kind: 'seq-scan-now', text };
  if (now.indexes.length > 0 && old.indexes.length === 0) return { kind: 'index-gained', text };
  if (now.indexes.length === 0 && old.indexes.length > 0) return { kind: 'index-lost', text };
  const isSameIndex = old.indexes.join() === now.indexes.join();
  return { kind: isSameIndex ? 'other-scan' : 'other-index', text };
}

/** By the alias, which is unique in a query but for its parts: the first counts. */
function scansOf(root: PlanNode): ReadonlyMap<string, Scan> {
  const scans = new Map<string, Scan>();
  for (const node of listNodes(root)) {
    const { alias, relation, type } = node;
    if (alias === undefined || relation === undefined || scans.has(alias)) continue;
    const indexes = listNodes(node).flatMap(({ index }) => index ?? []);
    const below = node.index === undefined && indexes.length > 0 ? ` by ${indexes.join(', ')}` : '';
    scans.set(alias, { how: `${describeNode(node)}${below}`, type, indexes });
  }
  return scans;
}

function compareJoins(before: PlanNode, after: PlanNode): readonly PlanChange[] {
  const [old, now] = [joinsOf(before), joinsOf(after)];
  const changed = [...now].flatMap(([tables, type]) => {
    const was = old.get(tables);
    return was === undefined || was === type
      ? []
      : [{ kind: 'other-join', text: `${type} of ${tables}, was ${was}` } as const];
  });
  if (changed.length > 0 || [...now.keys()].sort().join(';') === [...old.keys()].sort().join(';')) return changed;
  if (now.size !== old.size) return [];
  return [
    {
      kind: 'other-join-order',
      text: `joins ${[...now.keys()].join(', then ')}, was ${[...old.keys()].join(', then ')}`,
    },
  ];
}

/** By the aliases that are joined, in the order of the plan. */
function joinsOf(root: PlanNode): ReadonlyMap<string, string> {
  return new Map(
    listNodes(root)
      .filter(({ type }) => /Join$|^Nested Loop$/.test(type))
      .map((node) => {
        const aliases = listNodes(node).flatMap(({ alias }) => alias ?? []);
        return [[...new Set(aliases)].sort().join(', '), describeNode(node)];
      }),
  );
}

function compareSorts(before: PlanNode, after: PlanNode): readonly PlanChange[] {
  const onDisk = (root: PlanNode) => listNodes(root).filter(({ sortedIn }) => sortedIn === 'disk').length;
  return onDisk(after) > onDisk(before) ? [{ kind: 'sorts-on-disk', text: 'sorts in a temporary file' }] : [];
}

function shapeOf(node: PlanNode): string {
  return `${describeNode(node)}(${node.children.map(shapeOf).join()})`;
}
