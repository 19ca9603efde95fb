import type { SeedTable, SeedTypes } from '../catalog/seed-table';
import type { RowDraft } from './row-draft';

/** Why the server refused a row. */
export interface RowRefusal {
  readonly sqlState: string | undefined;
  readonly message: string;
  readonly constraint: string | undefined;
}

/** So many rows are tried in the place of one: checks over several columns have many combinations. */
const maxAttempts = 100;

/**
 * The ways to make one row, in turns: after a refusal it goes on with other values of the columns that the refused rule
 * is over. Pure but for the place that it is at.
 */
export class RowAttempts {
  readonly #places = new Map<string, number>();
  #left = maxAttempts;

  constructor(
    private readonly table: SeedTable,
    private readonly types: SeedTypes,
    private readonly draft: RowDraft,
  ) {}

  /** The row to try now: an expression for each column. */
  get row(): ReadonlyMap<string, string> {
    return new Map([...this.draft.keys()].map((column) => [column, this.#valueOf(column)]));
  }

  /** Goes on to the next row to try; false: there is none. */
  next(refusal: RowRefusal): boolean {
    this.#left -= 1;
    if (this.#left === 0) return false;
    for (const column of this.#columnsOf(refusal)) {
      const place = (this.#places.get(column) ?? 0) + 1;
      if (place < this.#choices(column)) {
        this.#places.set(column, place);
        return true;
      }
      this.#places.set(column, 0);
    }
    return false;
  }

  #valueOf(column: string): string {
    const drafted = this.draft.get(column);
    if (!drafted) return 'DEFAULT';
    if ('like' in drafted) return this.#valueOf(drafted.like);
    return drafted.values[this.#places.get(column) ?? 0] ?? 'DEFAULT';
  }

  #choices(column: string): number {
    const drafted = this.draft.get(column);
    return drafted && 'values' in drafted ? drafted.values.length : 0;
  }

  /** Of a rule of ours without a name it is that of the partitions; one that the table does not have is a domain's. */
  #columnsOf({ sqlState, constraint }: RowRefusal): readonly string[] {
    const { keys, rules, columns } = this.table;
    switch (sqlState) {
      case '23505':
      case '23P01':
        return keys.find(({ name }) => name === constraint)?.columns ?? keys.flatMap((key) => key.columns);
      case '23502':
      case '23514': {
        const rule = rules.find(({ name }) => name === (constraint ?? ''));
        const ofDomains = columns.filter(({ type }) => this.types.get(type)?.kind === 'domain').map(({ name }) => name);
        return rule?.columns ?? ofDomains;
      }
      default:
        return [];
    }
  }
}
