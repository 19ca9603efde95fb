import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { makeTemporaryFolder } from '../test-run/temporary-folder';

/** The engine's sources as JavaScript in a temporary folder, so that a process of them starts in a tenth of a second. */
export interface CompiledSources {
  /** Path of the compiled file of a source, given by its path within the package, as `testing/kill-matrix/task-program.ts`. */
  pathOf(source: string): string;
  /** What a process needs in its environment to find the packages that the sources use. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): void;
}

const enginePath = join(__dirname, '../..');

/** Compiles folders of the package, file by file, as its build does but without checking types. */
export function compileSources(folders: readonly string[]): CompiledSources {
  const outPath = makeTemporaryFolder('compiled');
  const pathOf = (source: string): string => join(outPath, source.replace(/\.ts$/, '.js'));
  for (const folder of folders) {
    for (const path of readdirSync(join(enginePath, folder), { recursive: true, encoding: 'utf8' })) {
      if (path.endsWith('.ts') && !path.endsWith('.spec.ts')) compile(join(folder, path), pathOf);
    }
  }
  return {
    pathOf,
    env: { NODE_PATH: join(enginePath, '../../node_modules') },
    dispose: () => rmSync(outPath, { recursive: true, force: true }),
  };
}

function compile(source: string, pathOf: (source: string) => string): void {
  const { code } = transformFileSync(join(enginePath, source), {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  mkdirSync(dirname(pathOf(source)), { recursive: true });
  writeFileSync(pathOf(source), code);
}
