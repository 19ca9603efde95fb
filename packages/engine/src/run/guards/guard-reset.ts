import type { Settings } from '../../config/settings';
import type { DatabaseContents } from '../../history/contents';
import type { History } from '../../history/history';
import type { Refusal } from '../../plan/plan';
import type { GuardedRun } from './guarded-run';

/** Refuses a reset that the environment does not allow, that would drop other projects unnamed, or that cannot succeed. */
export function refuseReset(
  settings: Settings,
  history: History,
  contents: DatabaseContents,
  run: GuardedRun,
): readonly Refusal[] {
  if (run.reset === 'none') {
    return [];
  }
  const { migrations, environment } = settings;
  if (!migrations.allowReset) {
    const message = `Environment "${environment}" does not allow --reset.`;
    const hint = `Set environments.${environment}.migrations.allowReset to true.`;
    return [{ code: 'RESET_FORBIDDEN', message, ids: [], hint, waivedBy: undefined }];
  }
  return [...refuseOtherProjects(history, run), ...refuseUndroppable(contents)];
}

function refuseOtherProjects({ otherStamps = [] }: History, { alsoReset = [] }: GuardedRun): readonly Refusal[] {
  const projects = [...new Set(otherStamps.map(({ project }) => project))];
  if (projects.every((project) => alsoReset.includes(project))) {
    return [];
  }
  const all = projects.join(',');
  return [
    {
      code: 'RESET_SHARED',
      message: `--reset would drop what ${projects.join(', ')} ${projects.length === 1 ? 'has' : 'have'} in this database, too: tables and history.`,
      ids: [],
      hint: `Name ${projects.length === 1 ? 'it' : 'them'} with --also-reset=${all}, and migrate ${projects.length === 1 ? 'it' : 'them'} afterwards.`,
      waivedBy: `--also-reset=${all}`,
    },
  ];
}

function refuseUndroppable(contents: DatabaseContents): readonly Refusal[] {
  const subscriptions = contents.filter(({ droppable }) => droppable === 'not-in-transaction');
  const others = contents.filter(({ droppable }) => droppable === 'not-ours');
  return [
    ...subscriptions.map(({ name }) => ({
      code: 'RESET_BLOCKED' as const,
      message: `The database has the subscription ${name}, which would go on writing after --reset.`,
      ids: [],
      hint: 'Drop it first with DROP SUBSCRIPTION.',
      waivedBy: undefined,
    })),
    ...(others.length === 0
      ? []
      : [
          {
            code: 'RESET_BLOCKED' as const,
            message: `--reset cannot drop ${others.map(({ kind, name, owner }) => `${kind} ${name}${owner ? ` of role ${owner}` : ''}`).join(', ')}.`,
            ids: [],
            hint: 'Run it as a role that owns them, or drop them first.',
            waivedBy: undefined,
          },
        ]),
  ];
}
