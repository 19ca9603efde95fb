import { type Finding, findingOfObstacle } from '../../checks/finding';
import { describeUnknownBase } from '../../checks/merge/base-unknown';
import { checkMerge } from '../../checks/merge/check-merge';
import type { MergeFacts } from '../../checks/merge/merge-facts';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { MigrationSet } from '../../migrations/migration';
import { type Release, releaseOf } from '../../migrations/release/release';
import type { BaseReading } from '../../ports';
import { readMergeFacts } from '../restamp/read-merge-facts';

/** What the base of a branch says of its scripts. */
export interface AgainstBase {
  /** The check of the merge; undefined where there are no commits to compare with. */
  readonly check: (() => { readonly findings: readonly Finding[] }) | undefined;
  /** Whether the base has a script as it is here; undefined: nothing is known of a base. */
  readonly isOnBase: ((path: string) => boolean) | undefined;
  /** Undefined where there is no base, or it cannot be read. */
  readonly scripts: BaseScripts | undefined;
}

/** The scripts of a project where its branch left the base, and what the branch does to them. */
export interface BaseScripts {
  readonly set: MigrationSet;
  readonly release: Release;
}

/** Compares the scripts of a project with those of its base. */
export function openBase(reading: BaseReading | undefined, set: MigrationSet, settings: Settings): AgainstBase {
  if (!reading) return knownNothing([]);
  if (!reading.known) return knownNothing(describeUnknownBase(reading));
  try {
    const facts = readMergeFacts(set, reading.base, settings);
    const scripts = { set: facts.fork, release: releaseOf(set, facts.fork) };
    return { check: () => ({ findings: checkMerge(facts) }), ...deriveNew(facts), scripts };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return knownNothing([findingOfObstacle('merge', error)]);
  }
}

function knownNothing(findings: readonly Finding[]): AgainstBase {
  const check = findings.length === 0 ? undefined : () => ({ findings });
  return { check, isOnBase: undefined, scripts: undefined };
}

function deriveNew({ here, fork }: MergeFacts): Pick<AgainstBase, 'isOnBase'> {
  const before = new Map(listScripts(fork));
  const same = new Set(listScripts(here).flatMap(([path, checksum]) => (before.get(path) === checksum ? [path] : [])));
  return { isOnBase: (path) => same.has(path) };
}

function listScripts({ before, versioned, after, testData }: MigrationSet): readonly (readonly [string, string])[] {
  const scripts = [...versioned.map(({ up }) => up), ...[before, after, testData].flat().map(({ script }) => script)];
  return scripts.map(({ path, checksum }) => [path, checksum] as const);
}
