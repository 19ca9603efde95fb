import { assignChunks, type Chunk } from '../../../build/assign-chunks';
import type { ModuleImports } from '../../../build/module-graph';

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
