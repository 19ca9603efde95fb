import type { AlterTableStmt } from 'libpg-query';
import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';
import type { KnownSchema } from '../known/known-schema';
import type { RuleMeta, RuleSeverity } from '../rule-meta';
import type { RunState } from '../run-state';
import type { NodeKind, NodeOf, SyntaxNode } from '../syntax/nodes';

/** Which script of a project it is. */
export type ScriptRole = 'up' | 'down' | 'repeatable' | 'test-data';

/** A script as rules of files look at it. */
export interface ReviewedScript {
  readonly id: string;
  /** Relative to the workspace. */
  readonly path: string;
  readonly role: ScriptRole;
  readonly parsed: ParsedScript;
  /** In their order, those of one transaction together. */
  readonly transactions: readonly (readonly ReviewedStatement[])[];
  /** Of the servers that it is for. */
  readonly oldestMajor: number;
}

/** A statement as rules of files look at it. */
export interface ReviewedStatement {
  readonly source: Statement;
  /** Undefined where the grammar does not know it, or it is too large to be anything but data. */
  readonly node: SyntaxNode | undefined;
  /** The byte of the script that a location of its tree is. */
  readonly offsetOf: (location: number | undefined) => number;
  /** As it is written. */
  readonly sql: () => string;
}

/** Where a statement stands when a rule is asked about it. */
export interface ReviewContext {
  readonly script: ReviewedScript;
  readonly statement: ReviewedStatement;
  /** The statements of its transaction, and which of them it is. */
  readonly transaction: readonly ReviewedStatement[];
  readonly at: number;
  /** What the statements before it have changed: those of the same release made its tables and those before all others. */
  readonly state: RunState;
  /** All that the scripts before it have made, as a fresh database would have it. */
  readonly known: KnownSchema;
}

/** Something that a rule finds in a statement. */
export interface Found {
  /** What it is and what it leads to: a clause without the place, without a closing dot. */
  readonly message: string;
  /** The byte of the script; the beginning of the statement unless set. */
  readonly offset?: number;
  /** Where it matters more, or less, than what the rule mostly finds; what the config sets goes before it. */
  readonly severity?: Exclude<RuleSeverity, 'off'>;
  /** What to do instead, where it is not what the rule says. */
  readonly safeForm?: string;
  /** Replaces the statement's text by one that passes, where that is always right. */
  readonly fix?: readonly TextEdit[];
}

/** Bytes of a script replaced by a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is found in a node of each kind that the rule is about; those of a statement, and of an ALTER TABLE its actions. */
export type Visitors = {
  readonly [Kind in NodeKind]?: (node: NodeOf<Kind>, context: ReviewContext) => readonly Found[];
};

/** An action of ALTER TABLE with the statement that it is part of. */
export interface AlterAction {
  readonly action: NodeOf<'AlterTableCmd'>;
  readonly of: AlterTableStmt;
}

/** A rule that looks at the files alone, by their syntax. */
export interface FileRule extends RuleMeta {
  /** The scripts that it is asked about. */
  readonly scripts: readonly ScriptRole[];
  /** By kinds of statements. */
  readonly visit?: Visitors;
  /** Asked about each action of each ALTER TABLE. */
  readonly visitAction?: (action: AlterAction, context: ReviewContext) => readonly Found[];
  /** Asked about every statement, also one that the grammar does not know. */
  readonly visitEach?: (context: ReviewContext) => readonly Found[];
}

/** What runs on databases that hold rows: nearly every rule looks at these. */
export const liveScripts: readonly ScriptRole[] = ['up', 'repeatable'];

/** All that a project has. */
export const allScripts: readonly ScriptRole[] = ['up', 'down', 'repeatable', 'test-data'];

/** A rule with what it has found. */
export interface RuleFound {
  readonly rule: FileRule;
  readonly found: Found;
}
