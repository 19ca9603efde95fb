import { type Name, readNameAt } from './names';
import { hasWords, skipWords, splitAtCommas, type Token } from './tokens';

/** ALTER TABLE or ALTER MATERIALIZED VIEW, taken apart. */
export interface AlterTable {
  readonly table: Name;
  readonly only: boolean;
  readonly ifExists: boolean;
  /** Each of its actions, in order. */
  readonly actions: readonly (readonly Token[])[];
}

/** The parts of an ALTER TABLE; undefined for any other statement, and for `ALTER TABLE ALL IN TABLESPACE`. */
export function parseAlterTable(tokens: readonly Token[]): AlterTable | undefined {
  const afterVerb = hasWords(tokens, 0, 'ALTER', 'MATERIALIZED', 'VIEW') ? 3 : 2;
  if (afterVerb === 2 && !hasWords(tokens, 0, 'ALTER', 'TABLE')) return undefined;
  if (hasWords(tokens, afterVerb, 'ALL', 'IN')) return undefined;
  const afterIf = skipWords(tokens, afterVerb, 'IF', 'EXISTS');
  const afterOnly = skipWords(tokens, afterIf, 'ONLY');
  const table = readNameAt(tokens, afterOnly);
  if (!table) return undefined;
  const rest = tokens.slice(tokens[table.next]?.source === '*' ? table.next + 1 : table.next);
  return {
    table: table.name,
    only: afterOnly > afterIf,
    ifExists: afterIf > afterVerb,
    actions: rest.length === 0 ? [] : splitAtCommas(rest),
  };
}
