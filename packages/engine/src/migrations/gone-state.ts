import { mentionsName } from '../sql/settings/mentions-name';
import { readSessionState } from '../sql/settings/session-state';
import type { Statement } from '../sql/statements/statement';
import type { ParsedScript } from './migration';

/** Something that a statement left in a session which is gone. */
export interface GoneState {
  /** As `temporary table todo`. */
  readonly what: string;
  readonly name: string;
  /** The statement that left it. */
  readonly by: Statement;
  /** The first statement to come that names it; undefined when none does, or it makes it anew. */
  readonly neededBy: Statement | undefined;
}

/** What the first `done` units left in their session that cannot be there for the others, when these run in another one. */
export function findGoneState({ script: { text }, units }: ParsedScript, done: number): readonly GoneState[] {
  if (text === undefined) return [];
  const before = units.slice(0, done).flatMap(({ statements }) => statements);
  const after = units.slice(done).flatMap(({ statements }) => statements);
  return before.flatMap((by, index) => {
    const state = readSessionState(text, by);
    if (state?.kind !== 'lost') return [];
    const { what, name } = state;
    const isDropped = before.slice(index + 1).some((one) => ends(one) && mentionsName(text, one, name));
    if (isDropped) return [];
    const first = after.find((one) => mentionsName(text, one, name));
    const isNeeded = first !== undefined && !ends(first) && !makesAnew(text, first, name);
    return [{ what: `${what} ${name}`, name, by, neededBy: isNeeded ? first : undefined }];
  });
}

function ends({ words }: Statement): boolean {
  return words[0] === 'DROP' || words[0] === 'CLOSE';
}

function makesAnew(text: Buffer, statement: Statement, name: string): boolean {
  const state = readSessionState(text, statement);
  return state?.kind === 'lost' && state.name === name;
}
