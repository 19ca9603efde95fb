import type { Node } from 'libpg-query';

/** Every kind of node in PostgreSQL's syntax trees, as `IndexStmt`. */
export type NodeKind = Node extends infer Each ? (Each extends unknown ? keyof Each : never) : never;

/** The node of a kind: its fields, all of which are absent where they have their default. */
export type NodeOf<Kind extends NodeKind> =
  Extract<Node, Readonly<Record<Kind, unknown>>> extends infer Wrapped
    ? Wrapped extends Readonly<Record<Kind, infer Inner>>
      ? Inner
      : never
    : never;

/** A node with its kind beside it, as the trees have it: `{ IndexStmt: { … } }`. */
export type SyntaxNode = Node;

/** The fields of a node when it is of that kind. */
export function nodeOf<Kind extends NodeKind>(kind: Kind, node: SyntaxNode | undefined): NodeOf<Kind> | undefined {
  // The parse boundary: a node is an object with one key, its kind.
  return node && Object.hasOwn(node, kind) ? (node as Readonly<Record<Kind, NodeOf<Kind>>>)[kind] : undefined;
}

/** The nodes of that kind in a list. */
export function nodesOf<Kind extends NodeKind>(
  kind: Kind,
  nodes: readonly SyntaxNode[] | undefined,
): readonly NodeOf<Kind>[] {
  return (nodes ?? []).flatMap((node) => {
    const inner = nodeOf(kind, node);
    return inner === undefined ? [] : [inner];
  });
}

/** The kind of a node. */
export function kindOf(node: SyntaxNode): NodeKind | undefined {
  const [kind] = Object.keys(node);
  // The parse boundary: the only key of a node is its kind.
  return kind as NodeKind | undefined;
}

/** The texts in a list of String nodes: the parts of a name. */
export function stringsOf(nodes: readonly SyntaxNode[] | undefined): readonly string[] {
  return nodesOf('String', nodes).map(({ sval }) => sval ?? '');
}
