import { build } from 'esbuild';

/** What a module of a package imports, by paths relative to its sources: at its start, and when something needs it. */
export interface ModuleImports {
  readonly atStart: readonly string[];
  readonly later: readonly string[];
}

/** A package's own modules that its entries reach, and the names that each entry exports. */
export interface ModuleGraph {
  readonly imports: ReadonlyMap<string, ModuleImports>;
  readonly exportsOf: ReadonlyMap<string, readonly string[]>;
}

/** Reads who imports whom among a package's sources; types are no imports, and other packages are left out. */
export async function readModuleGraph(sourcePath: string, entries: readonly string[]): Promise<ModuleGraph> {
  const { metafile } = await build({
    absWorkingDir: sourcePath,
    entryPoints: [...entries],
    outdir: 'unused',
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    tsconfigRaw: {},
  });
  return {
    imports: new Map(
      Object.entries(metafile.inputs).map(([path, { imports }]) => {
        const own = imports.filter(({ external }) => !external);
        const of = (isLater: boolean) =>
          own.filter(({ kind }) => (kind === 'require-call') === isLater).map((each) => each.path);
        return [path, { atStart: of(false), later: of(true) }];
      }),
    ),
    exportsOf: new Map(
      Object.values(metafile.outputs).flatMap(({ entryPoint, exports }) =>
        entryPoint === undefined ? [] : [[entryPoint, exports]],
      ),
    ),
  };
}
