import type { FileProblem } from '../../migrations/migration';
import type { MigrationState, MigrationStatus } from '../../plan/plan';
import { stopsRun } from '../../plan/refusals/script-refusals';
import type { GoneRequirement } from '../../plan/requirements/gone-requirements';

/** Something for which `status --check` fails: `wrong` wants a person, `waiting` the next run. */
export interface Unsettled {
  readonly severity: 'wrong' | 'waiting';
  /** `2 pending`. */
  readonly reason: string;
}

/** What `deriveUnsettled` looks at. */
export interface UnsettledSources {
  readonly migrations: readonly MigrationStatus[];
  readonly problems: readonly FileProblem[];
  readonly gone: readonly GoneRequirement[];
  /** Whether the next migrate would be refused for the stamp of the database. */
  readonly stamp: 'right' | 'of-another-environment';
}

const severities: Readonly<Record<Exclude<MigrationState, 'applied'>, Unsettled['severity']>> = {
  failed: 'wrong',
  changed: 'wrong',
  missing: 'wrong',
  'out-of-order': 'waiting',
  pending: 'waiting',
  outdated: 'waiting',
  ahead: 'waiting',
};

/** Why a database is not settled, what is wrong first. Empty: everything is applied, and as the files say. Pure. */
export function deriveUnsettled({ migrations, problems, gone, stamp }: UnsettledSources): readonly Unsettled[] {
  const openIds = new Set(migrations.filter(({ row }) => !row).map(({ id }) => id));
  const wrongFiles = problems.filter((problem) => stopsRun(problem, openIds)).length;
  const states = (Object.keys(severities) as (keyof typeof severities)[]).flatMap((state) => {
    const count = migrations.filter((migration) => migration.state === state).length;
    return count > 0 ? [{ severity: severities[state], reason: `${count} ${state}` }] : [];
  });
  const wrong: readonly (readonly [boolean, string])[] = [
    [stamp === 'of-another-environment', 'the database is stamped as another environment'],
    [wrongFiles > 0, `${wrongFiles} ${wrongFiles === 1 ? 'error' : 'errors'} in the files`],
    [gone.length > 0, `${gone.length} ${gone.length === 1 ? 'requirement is' : 'requirements are'} applied no more`],
  ];
  const found = wrong.flatMap(([isSo, reason]) => (isSo ? [{ severity: 'wrong' as const, reason }] : []));
  return [...found, ...states].sort((one, other) => rank(one) - rank(other));
}

function rank({ severity }: Unsettled): number {
  return severity === 'wrong' ? 0 : 1;
}
