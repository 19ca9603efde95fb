import { join, relative } from 'node:path';
import { knownServersName } from '../config/known-servers';
import type { Settings } from '../config/settings';
import { EngineError } from '../errors';
import type { History } from '../history/history';
import type { Notice } from '../plan/plan';
import type { CommandPorts } from './command';

/** PostgreSQL major of the server that was connected to, as 18; undefined when there is no database to ask yet. */
export async function readMajor(history: History, { live }: Pick<CommandPorts, 'live'>): Promise<number | undefined> {
  if (!live || (history.wasMissing && !history.exists)) return undefined;
  return Math.floor((await live().serverVersion()) / 10_000);
}

/** Where the config says another major than the server is: `validate` tries what the config says. Pure. */
export function noticeMajor({ postgres, environment }: Settings, major: number | undefined): readonly Notice[] {
  if (postgres === undefined || major === undefined || postgres === major) return [];
  const message = `The server of environment "${environment}" is PostgreSQL ${major}, and \`postgres\` in the config says ${postgres}: validate tries ${postgres}.`;
  return [{ severity: 'warning', message, ids: [] }];
}

/**
 * Notes the major of a server that a run has met, unless the config says it already, and tells when the file was written.
 * A lost connection or a workspace that cannot be written is no reason to fail.
 */
export async function noteMajor(settings: Settings, history: History, ports: CommandPorts): Promise<void> {
  const { environment, servers, projectRootPath, workspacePath } = settings;
  const known = servers.find((server) => server.environment === environment);
  const isSaid = known === undefined || known.saidBy === 'config' || known.saidBy === 'embedded';
  if (isSaid) return;
  const major = await readMajor(history, ports).catch(ignoreOwnErrors);
  if (major === undefined || ports.noteServer?.(major) !== 'written') return;
  const { clock, reporter } = ports;
  const path = relative(workspacePath, join(projectRootPath, knownServersName)).replaceAll('\\', '/');
  const before = known.major === undefined ? '' : ` (it was ${known.major})`;
  const message = `Environment "${environment}" has PostgreSQL ${major}${before}, noted for validate in ${path}, which is to be committed.`;
  reporter.report({ type: 'notice-raised', at: clock.now(), severity: 'notice', message, ids: [] });
}

function ignoreOwnErrors(error: unknown): undefined {
  if (error instanceof EngineError) return undefined;
  throw error;
}
