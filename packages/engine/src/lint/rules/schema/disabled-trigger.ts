import { nameOf, partOf } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** What was switched off and not on again. */
export const disabledTrigger: StateRule = {
  name: 'disabled-trigger',
  group: 'schema',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    'A trigger, or the triggers of a foreign key, switched off after all migrations. What the trigger keeps true is not kept true; of a foreign key, rows may refer to nothing.',
  safeForm: 'Run ALTER TABLE … ENABLE TRIGGER in the migration that disables it, or drop it.',
  example: `CREATE TABLE notes (id uuid PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER notes_touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE notes DISABLE TRIGGER notes_touch;`,
  safeExample: `CREATE TABLE notes (id uuid PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER notes_touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE notes DISABLE TRIGGER notes_touch;
ALTER TABLE notes ENABLE TRIGGER notes_touch;`,
  judge: ({ relations }) =>
    relations.flatMap((table) =>
      table.disabledTriggers.map((disabled) => ({
        object: partOf(disabled.kind, table, disabled),
        message:
          disabled.kind === 'trigger'
            ? `Trigger ${disabled.name} of ${nameOf(table)} is disabled.`
            : `Constraint ${disabled.name} of ${nameOf(table)} is not enforced: its triggers are disabled.`,
      })),
    ),
};
