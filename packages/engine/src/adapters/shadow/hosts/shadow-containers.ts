import { hostname } from 'node:os';
import type { Clock } from '../../../ports';
import { projectPartOf } from '../../../postgres/scratch/scratch-name';
import { type Container, inspectContainers } from '../../docker/container';
import { listLabelled, removeContainer } from '../../docker/server-container';
import { readProcessStart } from '../../embedded/server/process-start';

const label = (name: string): string => `dev.pgrestify.shadow.${name}`;

/** By these a container says whose it is: the project, the process that has it, and since when. */
export function shadowLabels(project: string, clock: Clock): Readonly<Record<string, string>> {
  return {
    [label('project')]: projectPartOf(project),
    [label('maker')]: makerOf(process.pid) ?? '',
    [label('since')]: clock.now().toISOString(),
  };
}

/**
 * Removes the containers of the project's shadows that nobody has any more: of a process of this machine that is gone, or
 * of another machine's and a day old, which cannot be asked. Never one of another project, or of a process that lives.
 */
export async function reapShadowContainers(project: string, clock: Clock): Promise<void> {
  const ids = await listLabelled(`${label('project')}=${projectPartOf(project)}`);
  for (const id of ids) {
    // It may be gone by now.
    const [container] = await inspectContainers([id]).catch(() => []);
    if (container && isAbandoned(container, clock)) await removeContainer(container.id);
  }
}

const dayMs = 86_400_000;

function isAbandoned({ labels }: Pick<Container, 'labels'>, clock: Clock): boolean {
  const maker = labels[label('maker')] ?? '';
  const [host, pid] = maker.split(' ');
  if (host === hostname()) return makerOf(Number(pid)) !== maker;
  return clock.now().getTime() - Date.parse(labels[label('since')] ?? '') > dayMs;
}

/** The process of that pid, told from one that has the pid later; undefined when there is none. */
function makerOf(pid: number): string | undefined {
  const start = readProcessStart(pid);
  return start === undefined ? undefined : `${hostname()} ${pid} ${start}`;
}
