import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Chunk } from './assign-chunks';

/** Where chunks are written, beside the entries. */
export const chunkFolder = 'chunks';

/** A package's sources, where they are built to, and which chunk has which module. */
export interface Layout {
  readonly sourcePath: string;
  readonly outPath: string;
  readonly chunks: readonly Chunk[];
}

/** Writes one chunk: an object of what others ask of it, by paths. */
export async function writeChunk(chunk: Chunk, layout: Layout): Promise<void> {
  await build({
    absWorkingDir: layout.sourcePath,
    stdin: { contents: registryText(chunk), resolveDir: layout.sourcePath, loader: 'js' },
    outfile: join(layout.outPath, chunkFolder, `${chunk.name}.js`),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    charset: 'utf8',
    logLevel: 'warning',
    tsconfigRaw: {},
    plugins: [elsewhere(chunk, layout)],
  });
}

/** Evaluates all at once, which Node reads fastest, or each module when it is asked for first. */
function registryText({ asked, isOne }: Chunk): string {
  const quoted = asked.map((path) => JSON.stringify(`./${path}`));
  return isOne
    ? `${quoted.map((path, index) => `import * as m${index} from ${path};`).join('\n')}
module.exports = { ${asked.map((path, index) => `${JSON.stringify(path)}: () => m${index}`).join(', ')} };`
    : `module.exports = { ${asked.map((path, index) => `${JSON.stringify(path)}: () => require(${quoted[index]})`).join(', ')} };`;
}

/** Marks the plugin's own question, so that it is not asked again. */
const asked = 'asked';

/** Modules of other chunks are asked of these, and a source finds its folder where its entry or its files are. */
function elsewhere(chunk: Chunk, { sourcePath, chunks }: Layout): Plugin {
  const home = new Map(chunks.flatMap(({ name, modules }) => modules.map((path) => [path, name] as const)));
  return {
    name: 'elsewhere',
    setup: ({ onLoad, onResolve, resolve }) => {
      onResolve({ filter: /^\.\/[\w-]+\.js$/, namespace: 'elsewhere' }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^\./ }, async ({ path, resolveDir, kind, pluginData }) => {
        if (pluginData === asked) return undefined;
        const found = await resolve(path, { resolveDir, kind, pluginData: asked });
        const module = relative(sourcePath, found.path);
        const name = home.get(module);
        if (name === undefined) throw new Error(`${path} in ${resolveDir} is in no chunk.`);
        return name === chunk.name ? found : { path: module, namespace: 'elsewhere' };
      });
      onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => ({
        contents: `module.exports = require('./${home.get(path)}.js')[${JSON.stringify(path)}]();`,
        loader: 'js',
      }));
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (!/\b__dirname\b/.test(text)) return undefined;
        const folder = JSON.stringify(relative(join(sourcePath, chunkFolder), dirname(path)));
        return {
          contents: text.replaceAll(/\b__dirname\b/g, `require('node:path').join(__dirname, ${folder})`),
          loader: 'ts',
        };
      });
    },
  };
}
