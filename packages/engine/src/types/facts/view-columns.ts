/** An entry of the list of a view's columns: the column's number, and where it is from. */
export interface TargetEntry {
  readonly column: number;
  readonly origin: { readonly relation: number; readonly column: number };
}

/**
 * Which columns of a view are columns of other relations as they are, from its rule as the catalog keeps it
 * (`pg_rewrite.ev_action`, a tree of nodes as text). PostgREST reads the same fields (`SchemaCache.hs`,
 * allViewsKeyDependencies); it does so with 19 replacements in SQL, which cost more than all other questions together.
 */
export function readTargetEntries(rule: string): readonly TargetEntry[] {
  const list = fieldOfTop(rule, 'targetList');
  if (list === undefined) return [];
  const entries: TargetEntry[] = [];
  for (const entry of nodesAt(rule, list)) {
    const [column, relation, number] = ['resno', 'resorigtbl', 'resorigcol'].map((name) => entry.get(name) ?? 0);
    if (column && relation && number) entries.push({ column, origin: { relation, column: number } });
  }
  return entries;
}

/** Where the value of a field of the outermost query begins. */
function fieldOfTop(rule: string, field: string): number | undefined {
  let found: number | undefined;
  walk(rule, 0, (name, end, depth) => {
    if (depth === 1 && name === field) found = end;
    return found === undefined;
  });
  return found;
}

/** Numbers of the fields of each node of a list, without those of the nodes within it. */
function nodesAt(rule: string, start: number): readonly ReadonlyMap<string, number>[] {
  const nodes: Map<string, number>[] = [];
  walk(
    rule,
    start,
    (name, end, depth) => {
      if (depth === 1) nodes.at(-1)?.set(name, Number.parseInt(rule.slice(end, end + 12), 10) || 0);
      return true;
    },
    (depth) => {
      if (depth === 1) nodes.push(new Map());
    },
  );
  return nodes;
}

/**
 * Visits the fields of nodes, until the list that begins at `start` ends, or a visitor answers false. Depth counts braces.
 * A backslash makes the next character a part of a name.
 */
function walk(
  rule: string,
  start: number,
  onField: (name: string, end: number, depth: number) => boolean,
  onNode: (depth: number) => void = () => {},
): void {
  let depth = 0;
  let lists = 0;
  for (let index = start; index < rule.length; index += 1) {
    switch (rule.charCodeAt(index)) {
      case 0x5c: // backslash
        index += 1;
        break;
      case 0x28: // (
        lists += 1;
        break;
      case 0x29: // )
        lists -= 1;
        if (lists === 0 && depth === 0) return;
        break;
      case 0x7b: // {
        depth += 1;
        onNode(depth);
        break;
      case 0x7d: // }
        depth -= 1;
        break;
      case 0x3a: {
        // A field: ` :name value`.
        if (rule.charCodeAt(index - 1) !== 0x20) break;
        const end = rule.indexOf(' ', index);
        if (end < 0) return;
        if (!onField(rule.slice(index + 1, end), end + 1, depth)) return;
        index = end - 1;
        break;
      }
      default:
    }
  }
}
