import { join, relative } from 'node:path';
import { knownServersName } from '../config/database/known-servers';
import type { Settings } from '../config/settings';
import type { History } from '../history/history';
import type { Notice } from '../plan/plan';
import type { CommandPorts } from './command';

/** Where the config says another major than the server is: `validate` tries what the config says. Pure. */
export function noticeMajor({ postgres, environment }: Settings, { serverMajor: major }: History): readonly Notice[] {
  if (postgres === undefined || major === undefined || postgres === major) return [];
  const message = `The server of environment "${environment}" is PostgreSQL ${major}, and \`postgres\` in the config says ${postgres}: validate tries ${postgres}.`;
  return [{ severity: 'warning', message, ids: [] }];
}

/**
 * Notes the major of a server that a run has met, unless the config says it already, and tells when the file was written.
 * A workspace that cannot be written is no reason to fail.
 */
export function noteMajor(settings: Settings, history: History, ports: CommandPorts): void {
  const { environment, servers, projectRootPath, workspacePath } = settings;
  const known = servers.find((server) => server.environment === environment);
  const isSaid = known === undefined || known.saidBy === 'config' || known.saidBy === 'embedded';
  if (isSaid) return;
  const major = history.serverMajor;
  if (major === undefined || ports.noteServer?.(major) !== 'written') return;
  const { clock, reporter } = ports;
  const path = relative(workspacePath, join(projectRootPath, knownServersName)).replaceAll('\\', '/');
  const before = known.major === undefined ? '' : ` (it was ${known.major})`;
  const message = `Environment "${environment}" has PostgreSQL ${major}${before}, noted for validate in ${path}, which is to be committed.`;
  reporter.report({ type: 'notice-raised', at: clock.now(), severity: 'notice', message, ids: [] });
}
