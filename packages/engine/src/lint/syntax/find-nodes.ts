import type { NodeKind, NodeOf } from './nodes';

/** All nodes of a kind in a tree, those within others of that kind too, in the order of the text. */
export function findNodes<Kind extends NodeKind>(kind: Kind, tree: unknown): readonly NodeOf<Kind>[] {
  if (Array.isArray(tree)) return tree.flatMap((each) => findNodes(kind, each));
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, inner]) => [
    // The parse boundary: what stands under the name of a kind is a node of it.
    ...(key === kind ? [inner as NodeOf<Kind>] : []),
    ...findNodes(kind, inner),
  ]);
}
