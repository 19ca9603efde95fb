import type { ConstraintKind } from '@pgrestify/engine/scaffold';

/** Options of `nx g @pgrestify/nx:migration`; see schema.json. */
export interface MigrationGeneratorOptions {
  readonly name: string;
  readonly project: string;
  readonly kind?: 'empty' | 'add-column' | 'add-index' | 'add-constraint' | 'backfill';
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: ConstraintKind;
  readonly check?: string;
  readonly references?: string;
  readonly value?: string | number | boolean;
  readonly batches?: number;
}
