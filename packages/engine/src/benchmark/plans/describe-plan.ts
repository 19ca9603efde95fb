import type { PlanNode, QueryPlan } from './plan-node';

/** A line of a plan: what a node does, by which lines are compared, and what it took. */
export interface PlanLine {
  /** Set in by the depth of the node. */
  readonly text: string;
  /** `(12 rows, 3 buffers)`; empty for a plan that was not run. */
  readonly figures: string;
}

/** A plan in lines, each node before those below it. */
export function describePlan({ root }: QueryPlan): readonly PlanLine[] {
  return describeFrom(root, 0);
}

/** `Index Scan using posts_author on posts p`. */
export function describeNode({ type, variant, relation, alias, index }: PlanNode): string {
  const name = relation ?? alias;
  const isRenamed = relation !== undefined && alias !== undefined && alias !== relation;
  return [
    variant === undefined ? type : `${type} (${variant})`,
    // A Bitmap Index Scan has no relation of its own.
    ...(index === undefined ? [] : [`using ${index}`]),
    ...(name === undefined ? [] : [`on ${name}${isRenamed ? ` ${alias}` : ''}`]),
  ].join(' ');
}

function describeFrom(node: PlanNode, depth: number): readonly PlanLine[] {
  const { keys, conditions, sortedIn } = node;
  const about = [
    ...(keys.length === 0 ? [] : [`by ${keys.join(', ')}`]),
    ...(sortedIn === 'disk' ? ['in a temporary file'] : []),
    ...conditions.map(([name, text]) => `${name.toLowerCase()} ${text}`),
  ];
  const text = [describeNode(node), ...about].join(', ');
  return [
    { text: `${'  '.repeat(depth)}${text}`, figures: figuresOf(node) },
    ...node.children.flatMap((child) => describeFrom(child, depth + 1)),
  ];
}

function figuresOf({ rows, buffers }: PlanNode): string {
  const figures = [
    ...(rows === undefined ? [] : [counted(rows, 'row')]),
    ...(buffers === undefined ? [] : [counted(buffers, 'buffer')]),
  ];
  return figures.length === 0 ? '' : `(${figures.join(', ')})`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
