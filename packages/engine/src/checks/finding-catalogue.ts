/**
 * What only checks can find, with when it is found and what the user should do; beside the codes of `errorCatalogue`.
 * The documentation's table of findings is generated from here.
 */
export const findingCatalogue = {
  DOWN_EMPTY: {
    when: 'A down.sql has no statement, although its up.sql changes something.',
    whatToDo: 'Write the inverse, or declare `-- pgrestify: irreversible <reason>` at its head.',
  },
  DOWN_FAILED: {
    when: 'A down.sql fails right after its up.sql.',
    whatToDo: 'Correct down.sql.',
  },
  DOWN_NOT_INVERSE: {
    when: 'After up.sql and down.sql the schema is not what it was before.',
    whatToDo: 'Let down.sql undo what is listed, or declare `-- pgrestify: irreversible <reason>` at its head.',
  },
  UP_FAILED_AGAIN: {
    when: 'An up.sql fails when it is applied again after its down.sql.',
    whatToDo: 'Let down.sql remove what stands in its way.',
  },
  UP_DIFFERS_AGAIN: {
    when: 'An up.sql makes another schema when it is applied again after its down.sql.',
    whatToDo: 'Let up.sql name what it creates, and depend on nothing that down.sql leaves behind.',
  },
  UP_FAILS_ON_ROWS: {
    when: 'An up.sql that an empty database takes fails where its tables have rows: an error where any row is refused, or one of the test data; a warning where it is one that the schema allows so far (a double, NULL, a long text).',
    whatToDo:
      'Let the script, or a migration before it, bring the rows into the new form; or waive it over the statement: `-- pgrestify-ignore up-fails-on-rows: <reason>`.',
  },
  DOWN_FAILS_ON_ROWS: {
    when: 'A down.sql that an empty database takes fails where its tables have rows.',
    whatToDo:
      'Let it bring the rows back into the old form; or waive it over the statement: `-- pgrestify-ignore down-fails-on-rows: <reason>`.',
  },
  DOWN_LOSES_ROWS: {
    when: 'After up.sql and down.sql rows or values are gone, or are others than before.',
    whatToDo:
      'Keep the data until the next release, or bring it back in down.sql; or declare `-- pgrestify: irreversible <reason>` in down.sql, or waive it over a statement: `-- pgrestify-ignore down-loses-rows: <reason>`.',
  },
  ROWS_NOT_TRIED: {
    when: 'A migration could not be tried on rows.',
    whatToDo: 'Add rows to the test data that its tables take, or try it on a copy of a database: `migrate --test`.',
  },
  COLUMN_ORDER: {
    when: 'Columns stand in another order; nothing else differs.',
    whatToDo: 'Nothing, unless a program reads columns by their place.',
  },
  NOT_IDEMPOTENT: {
    when: 'A repeatable script fails, or changes the schema, when it is run a second time.',
    whatToDo: 'Write CREATE … IF NOT EXISTS, CREATE OR REPLACE, or DROP … IF EXISTS before CREATE.',
  },
  CONTRADICTS_MIGRATION: {
    when: 'A repeatable script of functions or schemas fails, or changes the schema, when it is run after all migrations.',
    whatToDo:
      'Let the script say what the migrations made of it, or begin it with `-- pgrestify: run after-migrations`.',
  },
  BODY_BLANKS: {
    when: 'The body of a function differs in blanks alone.',
    whatToDo: 'Nothing, unless you want the text as it was.',
  },
  UPGRADE_DIFFERS: {
    when: 'A database that the base of the branch made, upgraded by the branch, has another schema than a fresh one.',
    whatToDo: 'Write a migration for what an edited script does not do on an existing database.',
  },
  UPGRADE_FAILED: {
    when: 'A script that runs in a fresh database fails on one that the base of the branch made.',
    whatToDo:
      'Let the script also run on what the base made, or write a migration that removes what stands in its way.',
  },
  UPGRADE_UNCHECKED: {
    when: 'The scripts of the base fail on a shadow, so that there is nothing to upgrade.',
    whatToDo: 'Nothing on this branch, if it mends them.',
  },
  REQUIREMENT_CIRCLE: {
    when: 'Projects require migrations of each other in turns.',
    whatToDo:
      'Move what both need into one of them, or into a third project; until then migrate them by hand as listed.',
  },
  REQUIREMENT_UNCHECKED: {
    when: 'A migration requires one of a project whose files cannot be read here.',
    whatToDo: 'Correct the name after `requires`, or the config of that project.',
  },
  BASE_UNKNOWN: {
    when: 'What this branch is compared with is not found by git, so that nothing is known of what others merged.',
    whatToDo: 'Fetch it, name another with --base, or set `defaultBase` of nx.json.',
  },
  BASE_NEWER: {
    when: 'A migration of this branch is older than one that the base has: after the merge it would run out of order.',
    whatToDo: 'Give it a later name with `nx g @pgrestify/nx:restamp --project=<name>`.',
  },
  BASE_VERSION_TAKEN: {
    when: 'A migration of this branch has the version, or the name, of another one that the base has.',
    whatToDo: 'Give it a later name with `nx g @pgrestify/nx:restamp --project=<name>`.',
  },
  BASE_EDITED: {
    when: 'The up.sql of a migration that the base has was edited: databases that applied it refuse to go on.',
    whatToDo: 'Restore it with the command that is named, and write a new migration.',
  },
  BASE_DELETED: {
    when: 'A migration that the base has was deleted: databases that applied it find it missing.',
    whatToDo: 'Restore it with the command that is named, and write a new migration that undoes it.',
  },
  BASE_RENAMED: {
    when: 'A migration that the base has was renamed: it would be applied a second time, under its new name.',
    whatToDo: 'Give it its name back with the command that is named.',
  },
  BASE_UNDO_EDITED: {
    when: 'The down.sql or verify.sql of a migration that the base has was edited.',
    whatToDo: 'Nothing, if it is the better one: a rollback uses the file.',
  },
  MAJOR_UNKNOWN: {
    when: 'Nothing here says which PostgreSQL major the server of an environment is.',
    whatToDo:
      'Set `postgres` of the environment in the config, or migrate it from here and commit pgrestify.servers.json.',
  },
  MAJOR_NOT_TRIED: {
    when: 'An environment has another PostgreSQL major than the files were tried on.',
    whatToDo: 'Try there what matters, or set `shadow.major` of the config.',
  },
  ROLE_MADE: {
    when: 'A script names a role that no script makes; the shadow was given it.',
    whatToDo: 'Make the role on every server first, and name it in `shadow.roles` of the config.',
  },
  LINT: {
    when: 'A rule of the linter found something; `rule` names it.',
    whatToDo: 'Write the form that [the rule](lint.md) names, or waive it over the statement with a reason.',
  },
  NOT_CHECKED: {
    when: 'A check could not run because of what another one found.',
    whatToDo: 'Correct the other findings first.',
  },
  SCHEMA_DRIFT: {
    when: 'The database has another schema than the applied scripts make.',
    whatToDo:
      'Write a migration for what should stay, undo the rest (the SQL after `mend:`), or name in `drift.ignore` of the config what others make.',
  },
  NOT_COMPARED: {
    when: 'Objects that differ are left out of the comparison: by `drift.ignore`, or as another migration tool keeps its history in them.',
    whatToDo: 'Nothing, unless they should be compared.',
  },
  SCHEMA_UNKNOWN: {
    when: 'The schema to be expected cannot be made: an applied script is neither in the files nor in history.',
    whatToDo: 'Restore the file as it was applied.',
  },
  VERIFY_FAILED: {
    when: 'A verify.sql fails.',
    whatToDo: 'Correct the database, or the script.',
  },
  TYPES_STALE: {
    when: 'With --check: the file of types is not what the migrations make, or there is none.',
    whatToDo: 'Run `types` and commit the file.',
  },
  TYPES_SCHEMA_MISSING: {
    when: 'No migration makes a schema of `types.schemas`.',
    whatToDo: 'Correct `types.schemas` of the config.',
  },
  STATE_PENDING: { when: 'A script is not applied yet.', whatToDo: 'Run migrate.' },
  STATE_OUTDATED: { when: 'A repeatable script was edited after it ran.', whatToDo: 'Run migrate.' },
  STATE_AHEAD: {
    when: 'The database has migrations that are newer than these files.',
    whatToDo: 'Nothing, if an older release is deployed on purpose.',
  },
  STATE_LOST: {
    when: 'The file of a repeatable script is gone, and what it made stays.',
    whatToDo: 'Write a migration that drops it.',
  },
  DOWN_CHANGED: {
    when: 'A down.sql was edited after its migration was applied.',
    whatToDo: 'Nothing, if it is the better inverse: a rollback uses the file.',
  },
} as const satisfies Record<string, { readonly when: string; readonly whatToDo: string }>;

/** Name of what a check found; a public contract. */
export type CheckCode = keyof typeof findingCatalogue;
