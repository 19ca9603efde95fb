import { foldName, type Name, readNameAt } from './names';
import { closingOf, findWords, hasWords, type Token } from './tokens';

/** A table constraint that ALTER TABLE adds, taken apart. */
export interface AddedConstraint {
  readonly name: string | undefined;
  readonly kind: 'check' | 'foreign-key' | 'unique' | 'primary-key' | 'exclude';
  /** Whether rows that exist are not looked at: NOT VALID, NOT ENFORCED. */
  readonly notValid: boolean;
  /** The index that a unique constraint or a primary key takes over. */
  readonly usingIndex: Name | undefined;
  /** What a check says: the tokens in its parentheses. */
  readonly check: readonly Token[];
  /** The table to which a foreign key refers. */
  readonly references: Name | undefined;
}

/** The constraint of `ADD [CONSTRAINT name] …`; undefined for any other action. */
export function parseAddedConstraint(action: readonly Token[]): AddedConstraint | undefined {
  if (!hasWords(action, 0, 'ADD')) return undefined;
  const named = hasWords(action, 0, 'ADD', 'CONSTRAINT') ? action[2] : undefined;
  const at = named ? 3 : 1;
  const kind = kindOf(action, at);
  if (!kind) return undefined;
  const using = findWords(action, ['USING', 'INDEX'], at);
  // `USING INDEX TABLESPACE t` says where the index is built.
  const takesIndex = using >= 0 && !hasWords(action, using + 2, 'TABLESPACE');
  return {
    name: named && foldName(named),
    kind,
    notValid: findWords(action, ['NOT', 'VALID']) >= 0 || findWords(action, ['NOT', 'ENFORCED']) >= 0,
    usingIndex: takesIndex ? readNameAt(action, using + 2)?.name : undefined,
    check: kind === 'check' ? action.slice(at + 2, closingOf(action, at + 1)) : [],
    references: kind === 'foreign-key' ? readReferenced(action) : undefined,
  };
}

function kindOf(action: readonly Token[], at: number): AddedConstraint['kind'] | undefined {
  switch (action[at]?.word) {
    case 'CHECK':
      return 'check';
    case 'UNIQUE':
      return 'unique';
    case 'EXCLUDE':
      return 'exclude';
    case 'PRIMARY':
      return hasWords(action, at, 'PRIMARY', 'KEY') ? 'primary-key' : undefined;
    case 'FOREIGN':
      return hasWords(action, at, 'FOREIGN', 'KEY') ? 'foreign-key' : undefined;
    default:
      return undefined;
  }
}

function readReferenced(action: readonly Token[]): Name | undefined {
  const at = findWords(action, ['REFERENCES']);
  return at < 0 ? undefined : readNameAt(action, at + 1)?.name;
}
