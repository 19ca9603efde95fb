import { closingOf, readTokens, textOf } from '../statements/tokens';

/** What a CHECK says that begins at a byte of a script; undefined where none does. */
export function readCheck(text: Buffer, start: number, end: number): string | undefined {
  const tokens = readTokens(text, { start, end });
  const at = tokens.findIndex(({ word }, index) => word === 'CHECK' && tokens[index + 1]?.kind === 'open');
  return at < 0 ? undefined : textOf(tokens.slice(at + 2, closingOf(tokens, at + 1)));
}
