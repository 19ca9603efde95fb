import type { LockedStore } from '../../history/store';
import type { CommandPorts } from '../command';
import type { Facts } from '../facts/facts';
import type { ProjectReader } from '../facts/project-files';
import { deriveWith, readersOf } from '../facts/read-answers';
import { readFiles } from '../facts/read-facts';
import type { RunRequest } from '../run-request';
import { type Answer, refuseUnconfirmed } from './confirm';
import { type Decision, decide } from './decide';

/** Decides, and reads for it what few decisions ask. */
export async function decideFrom(facts: Facts, request: RunRequest, ports: CommandPorts): Promise<Decision> {
  const readers = readersOf(ports, request.examine);
  const { value, further } = await deriveWith(facts.further, readers, (known) => decide(request, facts, known));
  return { ...value, facts: { ...facts, further } };
}

/** What the second decision of a run is made with. */
export interface UnderLock {
  readonly answer: Answer;
  readonly locked: LockedStore;
  readonly project: ProjectReader;
}

/**
 * The decision under the run lock. History is read again, and so is all that was asked beside it; files are
 * looked at again only when history changed or somebody was waited for. Where all is as it was, and nothing beside history
 * was asked, the decision stands.
 */
export async function decideAgain(
  first: Decision,
  { answer, locked, project }: UnderLock,
  request: RunRequest,
  ports: CommandPorts,
): Promise<Decision> {
  const { facts } = first;
  const history = await locked.read(facts.history);
  const isAsRead = history === facts.history && ports.clock.monotonicMs() - facts.readAtMs <= maxAgeMs;
  if (isAsRead && answer === 'not-asked' && Object.keys(facts.further).length === 0) return first;
  const now: Facts = {
    ...facts,
    history,
    project: isAsRead ? facts.project : readFiles(request, project, history),
    hooks: isAsRead ? facts.hooks : project.readHooks(),
    further: {},
    ...(answer === 'yes' && { confirmed: first.planHash }),
  };
  return refuseUnconfirmed(await decideFrom(now, request, ports), 'not-asked');
}

/** Files that were read so shortly before are run as they were read, whatever becomes of them meanwhile. */
const maxAgeMs = 1_000;
