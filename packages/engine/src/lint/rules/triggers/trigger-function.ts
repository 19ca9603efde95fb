import { type FileRule, liveScripts } from '../../review/file-rule';
import { stringsOf } from '../../syntax/nodes';
import { nameOfParts } from '../../syntax/object-names';

/** A trigger on a function that was never made. */
export const triggerFunction: FileRule = {
  name: 'trigger-function',
  group: 'mistakes',
  severity: 'warning',
  finds:
    'A trigger whose function no script before it makes: PostgreSQL refuses it with 42883, unless somebody else made the function. `validate` without `--files-only` knows.',
  safeForm:
    'Make the function first, in this script or in sql/functions: CREATE FUNCTION … RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN … RETURN NEW; END $$.',
  example: `CREATE TRIGGER users_updated_at BEFORE UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`,
  safeExample: `CREATE FUNCTION update_updated_at_column() RETURNS trigger LANGUAGE plpgsql
  AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
CREATE TRIGGER users_updated_at BEFORE UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`,
  scripts: liveScripts,
  visit: {
    CreateTrigStmt: ({ funcname, trigname }, { state, script }) => {
      const parts = stringsOf(funcname);
      const [schema, name = ''] = parts.length > 1 ? parts : [undefined, ...parts];
      const isOurs = schema === undefined || schema === 'public';
      const isRequired = script.parsed.script.directives.requires.length > 0;
      if (!isOurs || isRequired || ofPostgres.test(name) || state.mayHaveFunction(nameOfParts([name]))) return [];
      return [{ message: `trigger ${trigname} calls ${parts.join('.')}(), which no script before it makes` }];
    },
  },
};

/** Trigger functions that every server has. */
const ofPostgres =
  /^(?:RI_FKey_\w+|suppress_redundant_updates_trigger|tsvector_update_trigger(?:_column)?|unique_key_recheck)$/;
