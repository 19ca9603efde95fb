import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { assignChunks, type Chunk } from './assign-chunks';
import { readModuleGraph } from './module-graph';
import { chunkFolder, writeChunk } from './write-chunk';

const run = promisify(execFile);

/**
 * `build/main.ts PACKAGE`: makes the `dist` of a package: types by `tsc`, and JavaScript in a few files, of which each
 * entry is a line that asks one. So a process loads a handful of files in place of hundreds.
 */
async function main(packagePath: string): Promise<void> {
  const sourcePath = join(packagePath, 'src');
  const outPath = join(packagePath, 'dist');
  rmSync(outPath, { recursive: true, force: true });
  const types = run(process.execPath, [
    require.resolve('typescript/bin/tsc'),
    '-p',
    join(packagePath, 'tsconfig.lib.json'),
  ]);
  const entries = readEntries(packagePath);
  const graph = await readModuleGraph(sourcePath, entries);
  const chunks = assignChunks(graph, entries);
  await Promise.all(chunks.map((chunk) => writeChunk(chunk, { sourcePath, outPath, chunks })));
  for (const entry of entries) {
    const path = join(outPath, entry.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, entryText(entry, { path, outPath, chunks, names: graph.exportsOf.get(entry) ?? [] }));
  }
  copyAssets(sourcePath, outPath);
  await types;
}

/** The sources of what package.json, generators.json and executors.json name; the package's main one first. */
function readEntries(packagePath: string): readonly string[] {
  const texts = ['package.json', 'generators.json', 'executors.json'].flatMap((name) => {
    try {
      return [readFileSync(join(packagePath, name), 'utf8')];
    } catch {
      return [];
    }
  });
  const named = texts.flatMap((text) =>
    [...text.matchAll(/"(?:default|factory|implementation)": "\.\/dist\/([^"]+?)(?:\.js)?"/g)].map(([, path]) => path),
  );
  return [...new Set(named)].map((path) => `${path}.ts`);
}

/** The names are written out as well, for those who import it as an ES module: Node reads them off the text. */
function entryText(
  entry: string,
  {
    path,
    outPath,
    chunks,
    names,
  }: { path: string; outPath: string; chunks: readonly Chunk[]; names: readonly string[] },
): string {
  const chunk = chunks.find(({ modules }) => modules.includes(entry));
  const from = relative(dirname(path), join(outPath, chunkFolder, `${chunk?.name}.js`)).replace(/^(?!\.)/, './');
  return `module.exports = require(${JSON.stringify(from)})[${JSON.stringify(entry)}]();
0 && (module.exports = { ${names.filter((name) => name !== 'default').join(', ')} });
`;
}

/** Schemas of options and templates of generators lie where their sources do. */
function copyAssets(sourcePath: string, outPath: string): void {
  for (const path of readdirSync(sourcePath, { recursive: true, encoding: 'utf8' })) {
    if (/(?:^|\/)(?:schema\.json|files)$/.test(path))
      cpSync(join(sourcePath, path), join(outPath, path), { recursive: true });
  }
}

const [packagePath] = process.argv.slice(2);
if (packagePath === undefined) throw new Error('Usage: build/main.ts PACKAGE');
main(resolve(packagePath)).catch((error: { readonly stdout?: string }) => {
  // What tsc has to say is its output.
  console.error(error.stdout || error);
  process.exitCode = 1;
});
