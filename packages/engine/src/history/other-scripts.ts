/** A script in the history of another project that shares the database: what guards across projects look at. */
export interface OtherScript {
  readonly project: string;
  /** The environment that its project's stamp names; undefined without a stamp. */
  readonly environment: string | undefined;
  readonly kind: 'versioned' | 'repeatable';
  readonly id: string;
  readonly version: string | undefined;
  readonly checksum: string;
  /** `failed`: a script outside a transaction stopped part way; what it did is there. */
  readonly outcome: 'applied' | 'failed';
  /** The beginning of its text, where directives stand, when it has any; undefined also when history keeps no text. */
  readonly head: string | undefined;
}
