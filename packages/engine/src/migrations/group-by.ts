/** Items by key; groups and their members in the order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** The groups of several, as {@link groupBy} has them. Of a set without any, which most are, no list is made. */
export function findShared<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const keys = new Set<string>();
  const shared = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (keys.has(key)) shared.add(key);
    keys.add(key);
  }
  return shared.size === 0
    ? []
    : groupBy(
        items.filter((item) => shared.has(keyOf(item))),
        keyOf,
      );
}
