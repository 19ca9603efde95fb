import { EngineError } from '../errors';
import { quoteIdentifier } from '../sql/names/quote';
import { type Column, describeColumn, parseColumns } from './columns/column';
import { type ForeignKey, parseForeignKeys } from './foreign-key';
import { generatedName, toTableName } from './names';
import { optionInvalid } from './option-text';
import { deriveRowSecurity, type PolicyView, type RowSecurity, type RowSecurityView } from './policies';

/** The words of `nx g @pgrestify/nx:table`. */
export interface TableRequest {
  readonly name: string;
  readonly columns?: string;
  readonly foreignKeys?: string;
  /** Without it: `owner` when there is an owner column, else `admin`, which lets in the fewest. */
  readonly rls?: RowSecurity;
}

/** An index whose parts are SQL. */
export interface IndexView {
  readonly name: string;
  readonly columns: string;
}

/** A table for the templates. Every string is SQL, quoted where PostgreSQL needs it, except `name`. */
export interface TableView extends RowSecurityView {
  /** The bare name. */
  readonly name: string;
  readonly table: string;
  /** Columns and constraints of CREATE TABLE, in order. */
  readonly elements: readonly string[];
  readonly indexes: readonly IndexView[];
  readonly updatedAtTrigger: string;
  readonly rls: RowSecurity;
}

/** Columns that say whose a row is, by preference. Only a uuid one can be compared with `auth.uid()`. */
export const ownerColumnNames: readonly string[] = ['user_id', 'author_id', 'owner_id'];

/**
 * The table that was asked for, with `id`, `created_at` and `updated_at`, an index for each foreign key and for the
 * owner column, policies and grants. Throws OPTION_INVALID. Pure.
 */
export function deriveTable(request: TableRequest): TableView {
  const name = toTableName({ option: 'name', text: request.name });
  const columnsText = { option: '--columns', text: request.columns ?? '' };
  const columns = parseColumns(columnsText);
  for (const { name: given, offset } of columns) {
    if (builtInColumns.has(given))
      throw optionInvalid(columnsText, offset, `every table gets ${given}`, 'Leave it out.');
  }
  const foreignKeys = parseForeignKeys({ option: '--foreign-keys', text: request.foreignKeys ?? '' }, columns);
  const owner = findOwnerColumn(columns);
  const rls = request.rls ?? (owner === undefined ? 'admin' : 'owner');
  if (rls === 'owner' && owner === undefined) throw ownerMissing();
  const indexed = new Set([...foreignKeys.map(({ column }) => column), ...(ownerMatters(rls, owner) ? [owner] : [])]);
  return {
    name,
    table: quoteIdentifier(name),
    elements: [
      'id uuid PRIMARY KEY DEFAULT gen_random_uuid()',
      ...columns.map(describeColumn),
      'created_at timestamptz NOT NULL DEFAULT now()',
      'updated_at timestamptz NOT NULL DEFAULT now()',
      ...columns.filter(({ unique }) => unique).map((column) => describeUnique(name, column)),
      ...foreignKeys.map((key) => describeForeignKey(name, key)),
    ],
    indexes: columns
      // A unique constraint has its index already.
      .filter((column) => indexed.has(column.name) && !column.unique)
      .map((column) => ({
        name: quoteIdentifier(generatedName('idx', name, column.name)),
        columns: quoteIdentifier(column.name),
      })),
    updatedAtTrigger: quoteIdentifier(generatedName(name, 'updated_at')),
    rls,
    ...deriveRowSecurity(name, rls, owner),
  };
}

/** `FOR UPDATE TO authenticated USING (…) WITH CHECK (…)`: what follows the table in CREATE POLICY, in lines. */
export function describePolicy({ command, roles, using, check }: PolicyView): readonly string[] {
  return [
    `FOR ${command} TO ${roles}`,
    ...(using === undefined ? [] : [`USING (${using})`]),
    ...(check === undefined ? [] : [`WITH CHECK (${check})`]),
  ];
}

/** `FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE`: the key without its name. */
export function describeReference(key: ForeignKey): string {
  return [
    `FOREIGN KEY (${quoteIdentifier(key.column)}) REFERENCES ${quoteIdentifier(key.table)}`,
    ...(key.referencedColumn === undefined ? [] : [`(${quoteIdentifier(key.referencedColumn)})`]),
    ...(key.onDelete === undefined ? [] : [`ON DELETE ${key.onDelete}`]),
  ].join(' ');
}

const builtInColumns: ReadonlySet<string> = new Set(['id', 'created_at', 'updated_at']);

function findOwnerColumn(columns: readonly Column[]): string | undefined {
  return ownerColumnNames.find((name) =>
    columns.some((column) => column.name === name && column.type.name === 'uuid' && !column.type.array),
  );
}

function ownerMatters(rls: RowSecurity, owner: string | undefined): owner is string {
  return owner !== undefined && (rls === 'owner' || rls === 'public-read');
}

function ownerMissing(): EngineError {
  return new EngineError('OPTION_INVALID', '--rls=owner: the table has no column that says whose a row is.', {
    hint: `Add one of ${ownerColumnNames.join(', ')} with the type uuid to --columns.`,
    fields: { option: '--rls' },
  });
}

function describeUnique(table: string, { name }: Column): string {
  return `CONSTRAINT ${quoteIdentifier(generatedName(table, name, 'key'))} UNIQUE (${quoteIdentifier(name)})`;
}

function describeForeignKey(table: string, key: ForeignKey): string {
  return `CONSTRAINT ${quoteIdentifier(generatedName(table, key.column, 'fkey'))} ${describeReference(key)}`;
}
