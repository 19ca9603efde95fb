import type { ParsedScript } from '../../migrations/migration';
import { type LintStatement, readLintScript } from '../lint-script';
import { keysOf, madeObjects } from './made-objects';
import type { StateObject } from './state-rule';

/** A script that ran, in the order of a fresh run. */
export interface RanScript {
  readonly id: string;
  readonly parsed: ParsedScript;
}

/** Where an object comes from: a statement of the project's scripts, a script that names it, unknown; `undefined`: others made it. */
export interface Maker {
  /** Undefined where no script names the object. */
  readonly id: string | undefined;
  readonly path: string | undefined;
  /** Undefined where a script makes it in a way that its text does not show, as with EXECUTE. */
  readonly statement: LintStatement | undefined;
}

/**
 * Finds what made an object: the last statement of a project's scripts that does. One that only a text in a DO block or a
 * function makes is of the first script that names it. What only `others` name (setup files, required projects) is theirs,
 * and told as undefined.
 */
export function openMakers(
  own: readonly RanScript[],
  others: readonly RanScript[],
): (object: StateObject) => Maker | undefined {
  const made = new Map<string, Maker>();
  for (const { id, parsed } of own) {
    const { path } = parsed.script;
    for (const statement of readLintScript(id, path, parsed).transactions.flat()) {
      for (const key of madeObjects(statement)) made.set(key, { id, path, statement });
    }
  }
  const makers = new Map<string, Maker | undefined>();
  return (object) => {
    const direct = keysOf(object).flatMap((key) => made.get(key) ?? [])[0];
    if (direct) return direct;
    const key = JSON.stringify(object);
    if (!makers.has(key)) makers.set(key, findMention(nameIn(object), own, others));
    return makers.get(key);
  };
}

/** The table is what a script must name where its part has a name that the server chose. */
function nameIn(object: StateObject): string {
  return 'table' in object ? object.table : object.name;
}

function findMention(name: string, own: readonly RanScript[], others: readonly RanScript[]): Maker | undefined {
  const isNamedIn = ({ parsed }: RanScript) => parsed.script.text?.includes(name) ?? false;
  if (others.some(isNamedIn)) return undefined;
  const first = own.find(isNamedIn);
  if (first) return { id: first.id, path: first.parsed.script.path, statement: undefined };
  return others.length > 0 ? undefined : { id: undefined, path: undefined, statement: undefined };
}
