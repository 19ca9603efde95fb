import type { JsonSchema, ValueOf } from '../../config/shape/json-schema';

/**
 * What is said of an option, once: its value, what it does, what it goes with, and whom it concerns. Types, the check of
 * what is given, Nx's schemas, the tables of the documentation and what reaches a dependency all come from here.
 */
export interface OptionDeclaration<Name extends string = string> extends JsonSchema {
  /** Sentences; they state the default in words. */
  readonly description: string;
  /** Other names on the command line. */
  readonly aliases?: readonly string[];
  /** Options that mean something else, so that both together are refused. Said by one of the two. */
  readonly excludes?: readonly Name[];
  /** Options without which this one means nothing: one of them has to be given, too. */
  readonly requires?: readonly Name[];
  readonly dependency: DependencyRule;
}

/**
 * What becomes of an option where the task that it was given to first runs others, of the projects that it depends on:
 * - `forwarded`: it reaches them, too. It makes a run safer, finds the database, or changes the output alone.
 * - `refused`: it is about the named project. The others are not run with it, but checked, and refuse the run when there
 *   is something to do for them.
 * - `own`: it does not reach them; they run as their own target says.
 * - Or it is forwarded in one case, and in the others it is as `otherwise` says.
 */
export type DependencyRule = 'forwarded' | 'refused' | 'own' | ConditionalRule;

/** Forwarded with one of these values alone, or beside another option alone. */
export interface ConditionalRule {
  readonly forwarded: { readonly as: readonly unknown[] } | { readonly beside: string };
  readonly otherwise: 'refused' | 'own';
}

/** Options by their names, in the order of the documentation. */
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

/** A command and all that it can be given. */
export interface CommandDeclaration<Options extends OptionDeclarations = OptionDeclarations> {
  readonly command: string;
  /** One sentence. */
  readonly description: string;
  readonly options: Options;
}

/** Options of a command as they are passed in code: each may be absent or undefined. */
export type OptionsOf<Declaration extends CommandDeclaration> = {
  readonly [Name in keyof Declaration['options']]?: ValueOf<Declaration['options'][Name]> | undefined;
};

/** Declares a command. An option can exclude and require only those that the command has. */
export function declareCommand<
  const Options extends { readonly [Name in keyof Options]: OptionDeclaration<keyof Options & string> },
>(command: string, description: string, options: Options) {
  return { command, description, options } as const;
}
