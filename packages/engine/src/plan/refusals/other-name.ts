import type { OtherScript } from '../../history/other-scripts';
import { groupBy } from '../../migrations/group-by';
import { parseVersion } from '../../migrations/version';
import type { MigrationStatus, Notice, Refusal } from '../plan';
import { describeIds } from './state-refusals';

/** Another project of the same database whose history has migrations of this one: the same ids with the same texts. */
export interface OtherName {
  readonly project: string;
  /** Pending here, applied there. */
  readonly ids: readonly string[];
}

/**
 * Whether pending migrations are in the database already under another project's name, as after a project was renamed.
 * What chance may make alike is no sign of it: several projects may begin with a `0001-extensions`. So at least half of
 * what either has must be alike, and two, or one whose version is a date. Asked only while the project has no versioned
 * migration in history, and of projects of the same environment. Pure.
 */
export function findOtherNames(
  statuses: readonly MigrationStatus[],
  scripts: readonly OtherScript[],
  environment: string,
): readonly OtherName[] {
  if (!mayHaveOtherName(statuses)) return [];
  const checksums = new Map(
    statuses.flatMap(({ id, file }) => (file?.kind === 'versioned' ? [[id, file.up.checksum] as const] : [])),
  );
  const versioned = scripts.filter((script) => script.kind === 'versioned' && script.environment === environment);
  return groupBy(versioned, ({ project }) => project).flatMap((theirs) => {
    const alike = theirs.filter(({ id, checksum }) => checksums.get(id) === checksum);
    const project = theirs[0]?.project;
    const isMany = alike.length * 2 >= Math.min(theirs.length, checksums.size);
    const isChance = alike.length < 2 && !alike.some(({ id }) => parseVersion(id)?.kind === 'date');
    return isMany && !isChance && project !== undefined ? [{ project, ids: alike.map(({ id }) => id) }] : [];
  });
}

/** Whether it is to be asked at all: migrations are there, and history has none of them. */
export function mayHaveOtherName(statuses: readonly MigrationStatus[]): boolean {
  const versioned = statuses.filter(({ kind }) => kind === 'versioned');
  return versioned.length > 0 && versioned.every(({ row }) => row === undefined);
}

/** A refusal for each of these names that `apartFrom` does not have: what ran must not run twice. */
export function refuseOtherNames(names: readonly OtherName[], apartFrom: readonly string[]): readonly Refusal[] {
  return names
    .filter(({ project }) => !apartFrom.includes(project))
    .map(({ project, ids }) => ({
      code: 'APPLIED_BY_OTHER',
      message: `${describeOtherName({ project, ids })}.`,
      ids,
      hint: `If ${project} was renamed, adopt its history with \`repair --from=${project}\`. If these are to run as well, pass --apart-from=${project}.`,
      waivedBy: `--apart-from=${project}`,
    }));
}

/** The same for who asks for a state, a warning each. */
export function noticeOtherNames(names: readonly OtherName[]): readonly Notice[] {
  return names.map(({ project, ids }) => ({
    severity: 'warning',
    message: `${describeOtherName({ project, ids })}; if it was renamed, adopt its history with \`repair --from=${project}\`.`,
    ids,
  }));
}

function describeOtherName({ project, ids }: OtherName): string {
  const which = `${describeIds(ids)} ${ids.length === 1 ? 'is' : 'are'}`;
  return `${which} in this database already, with the same text, in the history of project ${project}`;
}
