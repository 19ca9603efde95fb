import { assertNever, EngineError } from '../errors';
import { quoteIdentifier } from '../sql/names/quote';
import { parseColumnNames } from './columns/column-names';
import { parseExpression } from './columns/expression';
import { parseReference } from './foreign-key';
import { generatedName, toTableName } from './names';
import { optionInvalid } from './option-text';
import { describeReference } from './table';

/** Constraints that can be added to a table with rows without stopping its reads and writes. */
export type ConstraintKind = 'check' | 'foreign-key' | 'unique' | 'not-null';

/** All kinds, as the option lists them. */
export const constraintKinds: readonly ConstraintKind[] = ['check', 'foreign-key', 'unique', 'not-null'];

/** The words of `--kind=add-constraint`. */
export interface AddConstraintRequest {
  readonly table: string;
  /** Columns of the constraint; for a check they only give it a name. */
  readonly column?: string;
  /** Without it: what `check` or `references` says. */
  readonly constraint?: ConstraintKind;
  readonly check?: string;
  readonly references?: string;
}

/** A constraint for the templates; strings are SQL. */
export type AddConstraintView =
  /** Added as NOT VALID, then validated. */
  | {
      readonly kind: 'check';
      readonly table: string;
      readonly name: string;
      readonly definition: string;
    }
  /** Likewise, with an index for the referencing column. */
  | {
      readonly kind: 'foreign-key';
      readonly table: string;
      readonly name: string;
      readonly definition: string;
      readonly index: string;
      readonly column: string;
    }
  /** An index built concurrently, then made a constraint. */
  | { readonly kind: 'unique'; readonly table: string; readonly name: string; readonly columns: string }
  /** A check that is validated first, so that SET NOT NULL need not read the table. */
  | { readonly kind: 'not-null'; readonly table: string; readonly column: string; readonly check: string };

/** The constraint to add. Throws OPTION_INVALID when the options do not make one. */
export function deriveAddConstraint(request: AddConstraintRequest): AddConstraintView {
  const kind = request.constraint ?? impliedKind(request);
  const name = toTableName({ option: '--table', text: request.table });
  const table = quoteIdentifier(name);
  switch (kind) {
    case 'check': {
      const expression = parseExpression({ option: '--check', text: request.check ?? '' });
      const columns = request.column === undefined ? [] : columnsOf(request);
      return {
        kind,
        table,
        name: quoteIdentifier(generatedName(name, ...columns, 'check')),
        definition: `CHECK (${expression})`,
      };
    }
    case 'foreign-key': {
      const column = oneColumnOf(request);
      const reference = parseReference({ option: '--references', text: request.references ?? '' });
      return {
        kind,
        table,
        name: quoteIdentifier(generatedName(name, column, 'fkey')),
        definition: describeReference({ column, ...reference }),
        index: quoteIdentifier(generatedName('idx', name, column)),
        column: quoteIdentifier(column),
      };
    }
    case 'unique': {
      const columns = columnsOf(request);
      return {
        kind,
        table,
        name: quoteIdentifier(generatedName(name, ...columns, 'key')),
        columns: columns.map(quoteIdentifier).join(', '),
      };
    }
    case 'not-null': {
      const column = oneColumnOf(request);
      // PostgreSQL 18 names the constraint of SET NOT NULL `<table>_<column>_not_null`: ours must be another.
      const check = quoteIdentifier(generatedName(name, column, 'is_filled'));
      return { kind, table, column: quoteIdentifier(column), check };
    }
    default:
      return assertNever(kind);
  }
}

function impliedKind({ check, references }: AddConstraintRequest): ConstraintKind {
  if (check !== undefined && references === undefined) return 'check';
  if (references !== undefined && check === undefined) return 'foreign-key';
  throw new EngineError('OPTION_INVALID', '--kind=add-constraint does not say which constraint.', {
    hint: `Pass --check, --references, or --constraint=${constraintKinds.join('|')}.`,
    fields: { option: '--constraint' },
  });
}

function columnsOf({ column = '' }: AddConstraintRequest): readonly string[] {
  return parseColumnNames({ option: '--column', text: column });
}

function oneColumnOf(request: AddConstraintRequest): string {
  const [column, second] = columnsOf(request);
  if (column !== undefined && second === undefined) return column;
  throw optionInvalid({ option: '--column', text: request.column ?? '' }, 0, 'one column is expected');
}
