import { join } from 'node:path';
import { stop } from 'esbuild';
import { assignChunks, type Chunk } from '../../../build/assign-chunks';
import { type ModuleGraph, type ModuleImports, readModuleGraph } from '../../../build/module-graph';
import { repositoryFolder } from './harness/folders';

const names = (imports: Readonly<Record<string, Partial<ModuleImports>>>, entries: readonly string[]) => {
  const graph = Object.entries(imports).map(([path, each]) => [path, { atStart: [], later: [], ...each }] as const);
  const chunks = assignChunks({ imports: new Map(graph), exportsOf: new Map() }, entries);
  return Object.fromEntries(chunks.map(({ name, modules, asked }) => [name, { modules, asked }]));
};

describe('assignChunks', () => {
  it('puts what the first entry imports at its start into one file', () => {
    expect(
      names({ 'index.ts': { atStart: ['a.ts'] }, 'a.ts': { atStart: ['b.ts'] }, 'b.ts': {} }, ['index.ts']),
    ).toEqual({ main: { modules: ['a.ts', 'b.ts', 'index.ts'], asked: ['index.ts'] } });
  });

  it('puts what is required later, or is another entry, into a file of its own', () => {
    const imports = {
      'index.ts': { atStart: ['errors.ts'], later: ['x/heavy.ts'] },
      'errors.ts': {},
      'x/heavy.ts': { atStart: ['errors.ts', 'x/part.ts'] },
      'x/part.ts': {},
      'config.ts': { atStart: ['errors.ts'] },
    };
    expect(names(imports, ['index.ts', 'config.ts'])).toEqual({
      main: { modules: ['errors.ts', 'index.ts'], asked: ['errors.ts', 'index.ts'] },
      config: { modules: ['config.ts'], asked: ['config.ts'] },
      'x-heavy': { modules: ['x/heavy.ts', 'x/part.ts'], asked: ['x/heavy.ts'] },
    });
  });

  it('has no module twice, also where several need it and circles lead to it', () => {
    const imports = {
      'index.ts': { later: ['a.ts', 'b.ts'] },
      'a.ts': { atStart: ['both.ts'] },
      'b.ts': { atStart: ['both.ts'], later: ['a.ts'] },
      'both.ts': { atStart: ['circle.ts'] },
      'circle.ts': { atStart: ['both.ts'] },
    };
    const chunks: readonly Chunk[] = Object.entries(names(imports, ['index.ts'])).map(([name, each]) => ({
      name,
      isOne: true,
      ...each,
    }));
    expect(chunks.find(({ name }) => name === 'shared')?.modules).toEqual(['both.ts', 'circle.ts']);
    expect(chunks.flatMap(({ modules }) => modules).toSorted()).toEqual(Object.keys(imports).toSorted());
  });
});

describe('the sources', () => {
  // esbuild keeps a process for the next build.
  afterAll(() => stop());

  it.each([
    ['engine', ['index.ts', 'options.ts', 'config/index.ts', 'scaffold/index.ts', 'schema/index.ts']],
    ['nx', ['index.ts']],
  ])('of %s have no module that needs itself', async (name, entries) => {
    const graph = await readModuleGraph(join(repositoryFolder, 'packages', name, 'src'), entries);
    expect(graph.imports.size).toBeGreaterThan(20);
    expect([...graph.imports.keys()].filter((module) => needs(graph, module).has(module))).toEqual([]);
  });
});

/** What a module needs, itself included only where others of these need it, at its start or later. */
function needs({ imports }: ModuleGraph, root: string): ReadonlySet<string> {
  const of = (module: string) => Object.values(imports.get(module) ?? {}).flat();
  const needed = new Set<string>();
  const todo = of(root);
  for (let module = todo.pop(); module !== undefined; module = todo.pop()) {
    if (needed.has(module)) continue;
    needed.add(module);
    todo.push(...of(module));
  }
  return needed;
}
