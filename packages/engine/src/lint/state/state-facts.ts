/** What the rules of the state look at: the schema as migrations leave it. Plain data, read in one round trip. */
export interface StateFacts {
  readonly major: number;
  readonly api: ApiFacts;
  readonly schemas: readonly SchemaState[];
  /** Tables, views and their like, without those of extensions, of the system and of the history. */
  readonly relations: readonly RelationState[];
  readonly functions: readonly FunctionState[];
  readonly extensions: readonly ExtensionState[];
}

/** What PostgREST serves, and as whom it asks. */
export interface ApiFacts {
  /** Schemas that it serves (`types.schemas` of the config). */
  readonly schemas: readonly string[];
  /** Roles that it takes for a request; none: nothing here is served. */
  readonly roles: readonly ApiRole[];
}

/** A role of requests. */
export interface ApiRole {
  readonly name: string;
  /** Other roles of requests whose rights it has. */
  readonly memberOf: readonly string[];
}

/** A schema. */
export interface SchemaState {
  readonly name: string;
  /** Whether everybody may make objects in it. */
  readonly everybodyCreates: boolean;
}

/** What can be done to a table by a request. */
export type TablePrivilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** A table, view, materialized view or foreign table. */
export interface RelationState {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'view' | 'materialized-view' | 'foreign-table';
  readonly owner: string;
  readonly isPartition: boolean;
  readonly rowSecurity: boolean;
  /** Of a view: whether it reads with the rights of who asks. */
  readonly securityInvoker: boolean;
  /** What each role of the API may do, as far as it may use the schema; on one column is enough. */
  readonly grants: Readonly<Partial<Record<string, readonly TablePrivilege[]>>>;
  readonly columns: readonly ColumnState[];
  readonly indexes: readonly IndexState[];
  readonly constraints: readonly ConstraintState[];
  readonly policies: readonly PolicyState[];
  /** Triggers of users that are switched off, and constraints whose triggers are. */
  readonly disabledTriggers: readonly DisabledTrigger[];
  /** OIDs of the relations that a view reads. */
  readonly reads: readonly number[];
}

/** A column. */
export interface ColumnState {
  readonly name: string;
  /** As `format_type` writes it. */
  readonly type: string;
  /** Roles of the API that may read it. */
  readonly readableBy: readonly string[];
}

/** An index. */
export interface IndexState {
  readonly name: string;
  readonly method: string;
  readonly isUnique: boolean;
  readonly isValid: boolean;
  /** Whether a constraint is made of it. */
  readonly isOfConstraint: boolean;
  /** Whether it is a partition of an index of the parent. */
  readonly isInherited: boolean;
  /** Its keys, each with its operator class, collation and order. */
  readonly keys: readonly string[];
  /** Columns of its keys; an expression is null. */
  readonly columns: readonly (string | null)[];
  readonly included: readonly string[];
  readonly predicate: string | null;
  readonly nullsNotDistinct: boolean;
}

/** A constraint of a table. */
export interface ConstraintState {
  readonly name: string;
  readonly type: 'primary-key' | 'unique' | 'foreign-key' | 'check' | 'exclusion' | 'not-null';
  readonly isValidated: boolean;
  readonly isEnforced: boolean;
  /** Whether it comes from a parent. */
  readonly isInherited: boolean;
  readonly columns: readonly string[];
  /** Types of the columns, a domain by what it is over. */
  readonly types: readonly string[];
  /** Of a foreign key: what it refers to. */
  readonly references: {
    readonly table: string;
    readonly columns: readonly string[];
    readonly types: readonly string[];
  };
}

/** A policy of row level security. */
export interface PolicyState {
  readonly name: string;
  readonly command: 'ALL' | TablePrivilege;
  readonly isPermissive: boolean;
  /** `PUBLIC` among them is everybody. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

/** What is switched off. */
export interface DisabledTrigger {
  readonly kind: 'trigger' | 'constraint';
  readonly name: string;
}

/** A function or procedure. */
export interface FunctionState {
  readonly schema: string;
  readonly name: string;
  readonly args: string;
  readonly securityDefiner: boolean;
  /** Whether it says its own `search_path`. */
  readonly setsSearchPath: boolean;
  /** Whether its names are looked up when it runs: not in a body that the server parsed when it was made, nor in C. */
  readonly looksUpNames: boolean;
  /** Roles of the API that may call it. */
  readonly callableBy: readonly string[];
}

/** An extension. */
export interface ExtensionState {
  readonly name: string;
  readonly schema: string;
}
