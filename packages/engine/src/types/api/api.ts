/** What PostgREST serves of a database, in its words: the JSON values that come and go. Sorted by name throughout. */
export interface Api {
  /** In the order in which they were asked for; the first is the default. */
  readonly schemas: readonly ApiSchema[];
}

export interface ApiSchema {
  readonly name: string;
  /** Tables and foreign tables. */
  readonly tables: readonly ApiRelation[];
  /** Views and materialized views. */
  readonly views: readonly ApiRelation[];
  readonly functions: readonly ApiFunction[];
  readonly enums: readonly ApiEnum[];
  readonly composites: readonly ApiComposite[];
}

export interface ApiRelation {
  readonly name: string;
  readonly row: readonly ApiField[];
  /** Functions that are read like columns, when they are asked for by name. */
  readonly computed: readonly ApiField[];
  /** Undefined: nothing can be inserted. */
  readonly insert: readonly ApiInput[] | undefined;
  readonly update: readonly ApiInput[] | undefined;
  readonly relationships: readonly ApiRelationship[];
}

/** A value under a name. */
export interface ApiField {
  readonly name: string;
  readonly value: ApiValue;
  readonly nullable: boolean;
}

/** A value that is sent. */
export interface ApiInput extends ApiField {
  /** `never`: the server refuses any value, as for a generated column. */
  readonly presence: 'required' | 'optional' | 'never';
}

/** A foreign key as PostgREST embeds by it: of a table, or of a view that shows all of its columns. */
export interface ApiRelationship {
  readonly foreignKeyName: string;
  readonly columns: readonly string[];
  readonly isOneToOne: boolean;
  readonly referencedRelation: string;
  readonly referencedColumns: readonly string[];
}

export interface ApiFunction {
  readonly name: string;
  /** One for each overload. */
  readonly signatures: readonly ApiSignature[];
}

export interface ApiSignature {
  readonly args: ApiArguments;
  readonly returns: ApiValue;
  /** Whether the answer is a list. */
  readonly returnsSet: boolean;
  /** The relation, or composite type, that it returns; what can be selected of it, and what it can be embedded in. */
  readonly embedding: ApiEmbedding | undefined;
  /** Why it cannot be called as a function, though it has a place here; undefined: it can. */
  readonly notCallable: string | undefined;
}

export type ApiArguments =
  | { readonly kind: 'named'; readonly inputs: readonly ApiInput[] }
  /** The whole body of the request is the one argument, which has no name. */
  | { readonly kind: 'body' }
  /** A row of a relation: it is read like a column of it, or embedded. */
  | { readonly kind: 'row'; readonly of: ApiValue };

export interface ApiEmbedding {
  /** The relation whose row it takes; undefined: it takes none. */
  readonly from: string | undefined;
  readonly to: string;
  /** Whether there is one row at the most. */
  readonly isOneToOne: boolean;
}

export interface ApiEnum {
  readonly name: string;
  readonly labels: readonly string[];
}

export interface ApiComposite {
  readonly name: string;
  readonly fields: readonly ApiField[];
}

/** A value as JSON. */
export type ApiValue =
  | { readonly kind: 'boolean' | 'integer' | 'number' | 'json' | 'unknown' | 'nothing' | 'record' }
  | { readonly kind: 'string'; readonly format?: 'uuid' | 'date' | 'date-time' }
  | { readonly kind: 'labels'; readonly labels: readonly string[] }
  | { readonly kind: 'array'; readonly of: ApiValue }
  /** Of a type, or relation, that has no place of its own. */
  | { readonly kind: 'object'; readonly fields: readonly ApiField[] }
  | ApiReference;

/** What is described elsewhere in the same API. */
export interface ApiReference {
  readonly kind: 'enum' | 'composite' | 'table-row' | 'view-row';
  readonly schema: string;
  readonly name: string;
}
