import { EngineError } from '@pgrestify/engine/scaffold';

/**
 * Runs what derives and writes, and turns an error of the engine into one whose message has all that Nx will print: the
 * message, the option with its caret, and the hint.
 */
export async function showEngineErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const parts = [error.message, error.excerpt, error.hint === undefined ? undefined : `hint: ${error.hint}`];
    throw new Error(parts.filter((part) => part !== undefined).join('\n'), { cause: error });
  }
}
