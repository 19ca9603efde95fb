import { skipWords, type Token } from '../statements/tokens';

/** The value of `SELECT pg_catalog.set_config('setting', 'value', …)`, as pg_dump writes it; undefined for anything else. */
export function readConfigCall(tokens: readonly Token[], setting: string): string | undefined {
  if (tokens[0]?.word !== 'SELECT') return undefined;
  const call = tokens.findIndex(({ word }) => word === 'SET_CONFIG');
  const [, name, , value] = tokens.slice(call + 1);
  const isSetting = call > 0 && name?.kind === 'string' && unquote(name).toLowerCase() === setting;
  return isSetting && value?.kind === 'string' ? unquote(value) : undefined;
}

/** Index of the setting that `SET [LOCAL | SESSION]` names; undefined for another statement. */
export function settingOf(tokens: readonly Token[]): number | undefined {
  if (tokens[0]?.word !== 'SET') return undefined;
  const afterLocal = skipWords(tokens, 1, 'LOCAL');
  return afterLocal > 1 ? afterLocal : skipWords(tokens, 1, 'SESSION');
}

/** What a string literal says. */
export function unquote({ source }: Token): string {
  return source.slice(source.indexOf("'") + 1, -1).replaceAll("''", "'");
}
