import { quoteIdentifier, quoteLiteral } from '../../../sql/names/quote';
import type { MendStatement } from '../mending';

/** `SET (name = value, …)`; nothing for no options. `alter` makes the statement of it. */
export function setOptions(
  alter: (action: string) => MendStatement,
  options: readonly (readonly [string, unknown])[],
): readonly MendStatement[] {
  return options.length === 0 ? [] : [alter(`SET (${writeOptions(options)})`)];
}

/** `name = 'value', …` as WITH and SET take them; `toast.` stands before the name. */
export function writeOptions(options: readonly (readonly [string, unknown])[]): string {
  return options
    .map(([name, value]) => `${writeName(name)} = ${/^-?[\w.]+$/.test(`${value}`) ? value : quoteLiteral(`${value}`)}`)
    .join(', ');
}

/** The name of a storage parameter. */
export function writeName(name: string): string {
  return name.split('.').map(quoteIdentifier).join('.');
}
