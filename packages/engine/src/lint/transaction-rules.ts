/** Name of the rule for work that goes on while its transaction holds a strong lock. */
export const workUnderLock = {
  name: 'work-under-lock',
  finds:
    'A transaction that has locked a table against reads or writes, as any `ALTER TABLE` does, keeps the lock until it commits. `DROP` of a table, view, schema, function or type locks what goes with it, too: the tables of foreign keys, triggers and columns, and the parent of a partition. What then goes through the rows of a table holds the lock for as long as there are rows: `UPDATE`, `DELETE`, `MERGE`, `VALIDATE CONSTRAINT`, `INSERT … SELECT`, `SELECT`, `CREATE TABLE … AS`, `CREATE MATERIALIZED VIEW`, `REFRESH` and `COPY … TO`.',
  safeForm:
    'Put it in a migration of its own, or begin the script with `-- pgrestify: transaction off`, so that each statement commits by itself.',
} as const;

/** Name of the rule for a script that undoes the brief wait for locks. */
export const setLockTimeout = {
  name: 'set-lock-timeout',
  finds:
    '`SET lock_timeout` to a longer time, or to none, makes everything wait for as long that comes after a statement which waits for a lock.',
  safeForm: 'Leave it out, or write `-- pgrestify: lock-timeout`, which can only be shorter.',
} as const;
