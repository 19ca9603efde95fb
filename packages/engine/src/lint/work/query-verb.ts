import type { Token } from '../statements/tokens';

/** What stands between these verbs and their table. */
export const intoWords: Readonly<Record<string, string | undefined>> = {
  UPDATE: undefined,
  DELETE: 'FROM',
  MERGE: 'INTO',
};

/** Whether a query changes rows with it. */
export function isVerb(word: string | undefined): word is string {
  return word !== undefined && Object.hasOwn(intoWords, word);
}

/** Index of the word that says what a query does, behind its WITH; -1 when there is none. */
export function findMainVerb(tokens: readonly Token[]): number {
  // Behind another verb `UPDATE` is something else: ON CONFLICT DO UPDATE, SELECT … FOR UPDATE.
  const isAnyVerb = (word: string | undefined) => isVerb(word) || word === 'SELECT' || word === 'INSERT';
  return tokens.findIndex(({ depth, word }) => depth === 0 && isAnyVerb(word));
}

/** The verb of a query that begins with WITH, or else the first of its parts `AS (UPDATE …)`. */
export function findVerb(tokens: readonly Token[]): number {
  const main = findMainVerb(tokens);
  if (isVerb(tokens[main]?.word)) return main;
  return tokens.findIndex(({ depth, word }, at) => depth === 1 && isVerb(word) && tokens[at - 1]?.kind === 'open');
}
