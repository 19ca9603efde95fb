import type { TargetConfiguration } from '@nx/devkit';
import { typesPathFor } from '@pgrestify/engine/config-file-names';

/** An input of targets that may be asked to check what is none: the guard sets it. */
export const uncachedVariable = 'PGRESTIFY_UNCACHED';

/** What the targets of types are made from. */
export interface TypesSources {
  /** The file that the config says, relative to the project. */
  readonly path: string;
  /**
   * `used`: the config speaks of types. That the file is there does not count: with it the project would have another target,
   * which is a part of what Nx hashes, so that the first run would never be found again.
   */
  readonly use: 'used' | 'unused';
  /** What the types depend on. */
  readonly inputs: NonNullable<TargetConfiguration['inputs']>;
  readonly configurations: NonNullable<TargetConfiguration['configurations']>;
  /** Whether files are all that they depend on. */
  readonly cache: boolean;
}

/**
 * `types` writes; its files are its outputs, so that they are never inputs, and what a check reads would not be among
 * these: with `--check` the guard sets a variable that makes every run another one.
 */
export function inferTypes({ path, inputs, configurations, cache }: TypesSources): TargetConfiguration {
  return {
    configurations,
    cache,
    inputs: [...inputs, ...typesPaths(path).map((each) => `!${each}`), { env: uncachedVariable }],
    outputs: [...typesPaths(path), '{options.report}'],
  };
}

/**
 * `types-check` compares, and is cached with the file as an input. It carries the sync generator, by which `nx sync` and
 * `nx sync:check` find it: on `types` itself Nx would refuse, wherever there is no terminal, to run what mends the file.
 */
export function inferTypesCheck({ path, inputs, configurations, cache }: TypesSources): TargetConfiguration {
  return {
    configurations,
    cache,
    inputs: [...inputs, ...typesPaths(path)],
    outputs: ['{options.report}'],
    options: { check: true },
    syncGenerators: ['@pgrestify/nx:sync-types'],
  };
}

/** The file of either kind: which one is written is for `format` to say, of the config or as an option. */
export function typesPaths(path: string): readonly string[] {
  const paths = [typesPathFor('typescript', path), typesPathFor('json-schema', path)];
  return [...new Set(paths)].map((each) => `{projectRoot}/${each}`);
}
