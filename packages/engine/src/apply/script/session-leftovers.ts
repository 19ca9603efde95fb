import type { ParsedScript } from '../../migrations/migration';

/** Whose session a script runs in: our own until the run's end, or behind a pooler one that applications get next. */
export type SessionOwner = 'own' | 'shared';

/**
 * Statements that take away what a script left in its session and a transaction does not undo: prepared statements, and
 * where the session is shared the session-level advisory locks of a script that speaks of such. Statements prepared by
 * the protocol are the pooler's own, for its clients.
 */
export function forgetLeftoversSql(owner: SessionOwner, scripts: readonly ParsedScript[]): string {
  if (owner === 'own') return 'DEALLOCATE ALL';
  return scripts.some(mayLockSession)
    ? `${deallocateWrittenSql};\nSELECT pg_catalog.pg_advisory_unlock_all()`
    : deallocateWrittenSql;
}

/**
 * What releases the session-level advisory locks of a script that speaks of such, once it is committed or rolled back.
 * Undefined where there is nothing to do: where the session is shared they go before COMMIT.
 */
export function releaseLocksSql(owner: SessionOwner, scripts: readonly ParsedScript[]): string | undefined {
  return owner === 'own' && scripts.some(mayLockSession) ? 'SELECT pg_catalog.pg_advisory_unlock_all()' : undefined;
}

const deallocateWrittenSql = `DO $pgrestify$ DECLARE written text; BEGIN
  FOR written IN SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql LOOP
    EXECUTE pg_catalog.format('DEALLOCATE %I', written);
  END LOOP;
END $pgrestify$`;

/** Releasing them always would take those of an application that should not have taken them through such a pooler. */
function mayLockSession({ script: { text } }: ParsedScript): boolean {
  return text === undefined || /advisory/i.test(text.toString('latin1'));
}
