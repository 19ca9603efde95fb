import type { ServerError } from '../../postgres/session/server-error';
import { endOfHook, type SentHook } from '../script/hook-message';

/**
 * The hook of a message that a server's error is about; undefined when it is about the script, or what we wrote around
 * it. A position is that of the whole message, in code points; without one it is the statement that had begun. Pure.
 */
export function findHook(error: ServerError, completed: number, hooks: readonly SentHook[]): SentHook | undefined {
  const position = Number(error.position ?? 0);
  return position > 0
    ? hooks.find((hook) => holdsPosition(hook, position))
    : hooks.find((hook) => holdsStatement(hook, completed));
}

/** What ends a hook in the middle of a statement is told at the semicolon that we wrote behind it. */
function holdsPosition({ before, script }: SentHook, position: number): boolean {
  const within = position - [...before].length;
  return within > 0 && within <= [...script.message].length + endOfHook.length;
}

function holdsStatement({ script, statementsBefore, statementsBeforeDeferred }: SentHook, completed: number): boolean {
  const own = completed - statementsBefore;
  return (own >= 0 && own < script.statements.length) || completed === statementsBeforeDeferred;
}
