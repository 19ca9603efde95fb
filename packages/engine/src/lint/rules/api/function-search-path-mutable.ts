import { nameOf } from '../../state/api-access';
import type { StateRule } from '../../state/state-rule';

/** A function with its owner's rights that runs what its caller puts in the way. */
export const functionSearchPathMutable: StateRule = {
  name: 'function-search-path-mutable',
  group: 'row security and PostgREST',
  severity: 'warning',
  decidedBy: 'schema',
  finds:
    "A SECURITY DEFINER function that does not set its `search_path`. Names in its body are looked up in the caller's search_path: a caller can put objects of their own before yours, and they run with the owner's rights.",
  safeForm: "Add SET search_path = '' and write names with their schema.",
  example: `CREATE FUNCTION count_notes() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
AS $$ BEGIN RETURN 0; END $$;`,
  safeExample: `CREATE FUNCTION count_notes() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$ BEGIN RETURN 0; END $$;`,
  judge: ({ functions }) =>
    functions
      .filter(({ securityDefiner, setsSearchPath, looksUpNames }) => securityDefiner && !setsSearchPath && looksUpNames)
      .map(({ schema, name, args }) => ({
        object: { kind: 'function', schema, name },
        message: `Function ${nameOf({ schema, name })}(${args}) is SECURITY DEFINER and looks names up in the search_path of its caller.`,
      })),
};
