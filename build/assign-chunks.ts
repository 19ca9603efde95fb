import type { ModuleGraph } from './module-graph';

/** A file that is loaded as one, and the modules in it, by their paths relative to the sources. */
export interface Chunk {
  readonly name: string;
  readonly modules: readonly string[];
  /** Those that others ask of it: entries, and what other chunks import. */
  readonly asked: readonly string[];
  /** Whether whoever loads it needs all of it, so that its modules need not wait until they are asked for. */
  readonly isOne: boolean;
}

/**
 * Which modules are loaded together. What the first entry imports at its start is the chunk `main`. What only another
 * entry or a later `require` reaches is a chunk of its own, and what several of these reach is the chunk `shared`: no
 * module is in two files, since then its state and its classes would be there twice, and `instanceof` false. Pure.
 */
export function assignChunks({ imports }: ModuleGraph, entries: readonly string[]): readonly Chunk[] {
  const [first = '', ...others] = entries;
  const main = reach(imports, first, new Set());
  const later = [...imports.values()].flatMap((each) => each.later);
  const roots = [...new Set([...others, ...later])].filter((root) => !main.has(root));
  const reachedFrom = new Map<string, readonly string[]>();
  for (const root of roots) {
    for (const module of reach(imports, root, main)) {
      reachedFrom.set(module, [...(reachedFrom.get(module) ?? []), root]);
    }
  }
  const chunks = new Map<string, readonly string[]>([['main', [...main]]]);
  for (const [module, [root = module, ...more]] of reachedFrom) {
    const name = more.length === 0 ? root.replace(/\.ts$/, '').replaceAll('/', '-') : 'shared';
    chunks.set(name, [...(chunks.get(name) ?? []), module]);
  }
  return [...chunks].map(([name, unsorted]) => {
    const modules = unsorted.toSorted();
    const within = new Set(modules);
    const outside = [...imports].filter(([module]) => !within.has(module));
    const wanted = new Set([...entries, ...outside.flatMap(([, { atStart, later }]) => [...atStart, ...later])]);
    return { name, modules, asked: modules.filter((module) => wanted.has(module)), isOne: name !== 'shared' };
  });
}

/** What is evaluated when a module is, but for what is already. */
function reach(imports: ModuleGraph['imports'], root: string, without: ReadonlySet<string>): ReadonlySet<string> {
  const reached = new Set<string>();
  const todo = [root];
  for (let module = todo.pop(); module !== undefined; module = todo.pop()) {
    if (reached.has(module) || without.has(module)) continue;
    reached.add(module);
    todo.push(...(imports.get(module)?.atStart ?? []));
  }
  return reached;
}
