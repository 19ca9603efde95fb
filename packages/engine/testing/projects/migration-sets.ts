import type {
  MigrationSet,
  RepeatablePhase,
  RepeatableScript,
  VersionedMigration,
} from '../../src/migrations/migration';
import { scriptOfText } from '../../src/migrations/script/read-script';
import { compareMigrations } from '../../src/migrations/version';

/** A set of these scripts, without problems unless they are given. */
export function setOf(
  versioned: readonly VersionedMigration[],
  others: Partial<Pick<MigrationSet, 'before' | 'after' | 'testData' | 'problems'>> = {},
): MigrationSet {
  return {
    before: [],
    after: [],
    testData: [],
    problems: [],
    ...others,
    versioned: [...versioned].sort(compareMigrations),
  };
}

/** A repeatable script, as if read from `sql/<id>`. */
export function repeatableOf(id: string, text: string, phase: RepeatablePhase = 'before'): RepeatableScript {
  const role = phase === 'test-data' ? 'test-data' : 'repeatable';
  return { kind: 'repeatable', id, phase, script: scriptOfText(text, `sql/${id}`, role) };
}
