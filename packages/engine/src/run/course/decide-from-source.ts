import type { CopySource } from '../../rehearsal/copy';
import type { CommandPorts } from '../command';
import type { Decision } from '../decide/decide';
import { decideFrom } from '../decide/decide-from';
import type { Facts } from '../facts/facts';
import { openProject } from '../facts/project-files';
import { readFacts } from '../facts/read-facts';
import type { RunRequest } from '../run-request';
import { beginRun, type Course } from './begin-run';
import { reportDecision } from './report-decision';

/** What a run would do, and the run that has begun. */
export interface DecidedFromSource {
  readonly course: Course;
  readonly facts: Facts;
  readonly decided: Decision;
}

/** Begins what works on copies: decides from the source as a run would, and says what is to be known of it. */
export async function decideFromSource(
  request: RunRequest,
  { ports }: CopySource<CommandPorts>,
): Promise<DecidedFromSource> {
  const course = beginRun(request, ports);
  const facts = await readFacts(request, openProject(request.settings, ports.files), ports);
  const decided = await decideFrom(facts, request, ports);
  reportDecision(decided, request, ports);
  return { course, facts, decided };
}
