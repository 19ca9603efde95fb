import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configFileNames } from '@pgrestify/engine/config-file-names';
import { type ConfigSummary, saidNothing, summarizeConfig, wholeProject } from './config-summary';
import { type ScannedConfig, scanConfig } from './scan-config';

export type ReadConfig =
  | { readonly ok: true; readonly summary: ConfigSummary; readonly inputs: readonly string[] }
  /** Why it could not be read, to be shown to somebody who asks for a configuration. */
  | { readonly ok: false; readonly reason: string; readonly inputs: readonly string[] };

/**
 * What inference needs to know of a config file, at graph time: from its text and that of the files that it imports where
 * that is certain, otherwise by running it. Never throws: a config that does must not break other `nx` commands.
 * `inputs` are what it reads besides itself. `file` is relative to the workspace.
 */
export async function readConfig(file: string, workspaceRoot: string): Promise<ReadConfig> {
  const path = join(workspaceRoot, file);
  let scanned: ScannedConfig | undefined;
  try {
    scanned = scanConfig(path, workspaceRoot);
    const { environments, directories, shadows, types, inputs } = scanned;
    if (environments && directories && types) {
      return { ok: true, summary: { environments, directories, files: [], shadows, types }, inputs };
    }
    const summary = summarizeConfig(await runConfig(dirname(path), workspaceRoot));
    const certain = { ...(directories && { directories }), ...(shadows === 'on-server' && { shadows }) };
    return { ok: true, summary: { ...summary, ...certain }, inputs };
  } catch (error) {
    const { environments, directories = [wholeProject], shadows = 'here', inputs = [] } = scanned ?? {};
    const { types = saidNothing } = scanned ?? {};
    if (environments) return { ok: true, summary: { environments, directories, files: [], shadows, types }, inputs };
    return { ok: false, reason: error instanceof Error ? error.message : String(error), inputs };
  }
}

/** As `readConfig`, of whatever config file a project has; undefined when it has none. */
export async function readProjectConfig(projectRoot: string, workspaceRoot: string): Promise<ReadConfig | undefined> {
  const name = configFileNames.find((each) => existsSync(join(workspaceRoot, projectRoot, each)));
  return name === undefined ? undefined : await readConfig(join(projectRoot, name), workspaceRoot);
}

async function runConfig(projectRootPath: string, workspaceRoot: string): Promise<unknown> {
  // Required and not imported: see loadEngine.
  const { loadConfig } = require('@pgrestify/engine/config') as typeof import('@pgrestify/engine/config');
  const { value } = await loadConfig(projectRootPath, workspaceRoot);
  return value;
}
