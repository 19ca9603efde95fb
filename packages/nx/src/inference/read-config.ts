import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ConfigSummary, summarizeConfig } from './config-summary';
import { readLiteralConfig } from './read-literal-config';

export type ReadConfig =
  | { readonly ok: true; readonly summary: ConfigSummary }
  /** Why it could not be read, to be shown to somebody who asks for a configuration. */
  | { readonly ok: false; readonly reason: string };

/**
 * What inference needs to know of a config file, at graph time: from its text where that is certain, otherwise by
 * running it. Never throws: a config that does must not break other `nx` commands.
 * `file` is relative to the workspace.
 */
export async function readConfig(file: string, workspaceRoot: string): Promise<ReadConfig> {
  try {
    const path = join(workspaceRoot, file);
    const literal = file.endsWith('.json') ? undefined : readLiteralConfig(readFileSync(path, 'utf8'));
    return { ok: true, summary: literal ?? summarizeConfig(await runConfig(dirname(path), workspaceRoot)) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** As `readConfig`, of whatever config file a project has; undefined when it has none. */
export async function readProjectConfig(projectRoot: string, workspaceRoot: string): Promise<ReadConfig | undefined> {
  const names = ['ts', 'js', 'cjs', 'mjs', 'json'].map((extension) => `pgrestify.config.${extension}`);
  const name = names.find((each) => existsSync(join(workspaceRoot, projectRoot, each)));
  return name === undefined ? undefined : await readConfig(join(projectRoot, name), workspaceRoot);
}

async function runConfig(projectRootPath: string, workspaceRoot: string): Promise<unknown> {
  // Required and not imported: see loadEngine.
  const { loadConfig } = require('@pgrestify/engine/config') as typeof import('@pgrestify/engine/config');
  const { value } = await loadConfig(projectRootPath, workspaceRoot);
  return value;
}
