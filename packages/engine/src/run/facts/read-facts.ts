import type { History } from '../../history/history';
import type { CommandPorts } from '../command';
import type { RunRequest } from '../run-request';
import type { Facts } from './facts';
import { appliedChecksums, type ProjectReader } from './project-files';

/**
 * Reads history, and of the files what history leaves open. Files are read as they are asked for: see `openProject`. Hooks
 * come first: what is wrong with them is said before anybody connects.
 */
export async function readFacts(request: RunRequest, project: ProjectReader, ports: CommandPorts): Promise<Facts> {
  const { store, clock } = ports;
  const hooks = project.readHooks();
  const history = await store.read();
  const readAtMs = clock.monotonicMs();
  const files = readFiles(request, project, history);
  return { project: files, hooks, readAtMs, history, database: store.description, further: {} };
}

/** The files, of which the request says how much. */
export function readFiles({ concern, file }: RunRequest, project: ProjectReader, history: History): Facts['project'] {
  return project.read({ file, ...(concern === 'pending' && { applied: appliedChecksums(history) }) });
}
