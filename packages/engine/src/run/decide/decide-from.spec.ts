import { createFakeClock } from '../../../testing/fake-clock';
import { createMemoryFiles } from '../../../testing/memory/memory-files';
import { historyOf, rowsOf } from '../../../testing/projects/history-rows';
import { migrationOf } from '../../../testing/projects/steps';
import { testSettings } from '../../../testing/projects/test-settings';
import { guardMigrate } from '../../commands/migrate/guard-migrate';
import { planMigrate } from '../../commands/migrate/plan-migrate';
import type { History } from '../../history/history';
import type { LockedStore } from '../../history/store';
import type { CommandPorts } from '../command';
import { openProject } from '../facts/project-files';
import { readFacts } from '../facts/read-facts';
import type { RunRequest } from '../run-request';
import { decideAgain, decideFrom } from './decide-from';

const settings = testSettings('/workspace', { host: 'h', port: 1, user: 'u', password: 'p', database: 'd' }, {});
const [a, b] = ['0001-a', '0002-b'].map((id) => migrationOf(id, `SELECT '${id}';`));
const request: RunRequest = {
  command: 'migrate',
  settings,
  mode: 'run',
  onFailure: 'stop',
  concern: 'pending',
  plan: (facts, known) => planMigrate(settings, {}, facts, known),
  guard: (plan) => guardMigrate(settings, {}, plan),
};

/** Decides with these applied, waits, and decides again under the lock with what history is then. */
async function decideTwice(waitedMs: number, historyThen: (before: History) => History) {
  const migrations = 'apps/api/sql/migrations';
  const files = createMemoryFiles(
    Object.fromEntries([a, b].map(({ id, up }) => [`${migrations}/${id}/up.sql`, up.text ?? ''])),
  );
  const history = historyOf(rowsOf([a]));
  const clock = createFakeClock();
  const store = { description: 'u@h:1/d', read: async () => history };
  const ports = { clock, files, store } as unknown as CommandPorts;
  const project = openProject(settings, files);
  const first = await decideFrom(await readFacts(request, project, ports), request, ports);
  clock.advance(waitedMs);
  const locked = { read: async () => historyThen(history) } as unknown as LockedStore;
  const again = await decideAgain(first, { answer: 'not-asked', locked, project }, request, ports);
  return { first, again, reads: files.reads.length, steps: again.plan.steps.map(({ id }) => id) };
}

describe('decideAgain', () => {
  it('lets a decision stand that was made a moment ago of the same history', async () => {
    const { first, again } = await decideTwice(500, (before) => before);
    expect(again).toBe(first);
  });

  it('decides again of another history, and reads no file twice', async () => {
    const { again, first, reads, steps } = await decideTwice(0, () => historyOf(rowsOf([a, b])));
    expect(again).not.toBe(first);
    expect([steps, reads]).toEqual([[], 2]);
  });

  it('decides again when somebody was waited for, and reads no file twice that is as it was', async () => {
    const { again, first, reads, steps } = await decideTwice(2_000, (before) => before);
    expect(again).not.toBe(first);
    expect([steps, reads]).toEqual([['0002-b'], 2]);
  });
});
