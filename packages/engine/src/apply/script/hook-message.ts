import type { ParsedScript } from '../../migrations/migration';

/** A hook to be sent with a script, and what records it in the same transaction. */
export interface HookToSend {
  readonly script: ParsedScript;
  readonly recordSql: string;
}

/** The hooks of a step, as its messages take them. */
export interface HooksToSend {
  readonly beforeEach?: HookToSend;
  readonly afterEach?: HookToSend;
  /** Settings that tell them what they run for. */
  readonly told: Readonly<Record<string, string>>;
}

/** A hook within a message, so that positions and counts of the server can be mapped back to its file. */
export interface SentHook {
  readonly name: 'beforeEach' | 'afterEach';
  readonly script: ParsedScript;
  /** What the message has ahead of it. */
  readonly before: string;
  /** Statements of that: what the server completes ahead of its first. */
  readonly statementsBefore: number;
  /** See `ComposedMessage`. */
  readonly statementsBeforeDeferred?: number;
}

/** Part of a message, and the hook in it. */
export interface HookedPart {
  readonly before: string;
  readonly statementsBefore: number;
  readonly hooks?: readonly SentHook[];
}

/** The start of a transaction, with `beforeEach` behind it. */
export function withBeforeEach(opening: HookedPart, hooks: HooksToSend | undefined): HookedPart {
  const script = hooks?.beforeEach?.script;
  if (!script) return opening;
  const { before, statementsBefore } = opening;
  return {
    before: `${before}${script.message}${endOfHook}`,
    statementsBefore: statementsBefore + script.statements.length,
    hooks: [{ name: 'beforeEach', script, before, statementsBefore }],
  };
}

/**
 * `afterEach` behind a script, whose deferred constraints are checked first: what they find is the script's. Empty without
 * one. It follows `endOfHook`.
 */
export function afterEachSql(hooks: HooksToSend | undefined): string {
  const script = hooks?.afterEach?.script;
  return script ? `${checkConstraints}${script.message}${endOfHook}` : '';
}

/** The hook of `afterEachSql`, in a message that has this before it. */
export function sentAfterEach(
  hooks: HooksToSend | undefined,
  { before, statementsBefore }: Pick<HookedPart, 'before' | 'statementsBefore'>,
): readonly SentHook[] {
  const script = hooks?.afterEach?.script;
  if (!script) return [];
  const first = statementsBefore + 1;
  return [
    {
      name: 'afterEach',
      script,
      before: `${before}${endOfHook}${checkConstraints}`,
      statementsBefore: first,
      statementsBeforeDeferred: first + script.statements.length,
    },
  ];
}

/** The records of hooks that a transaction held; they follow all that a script may have set. */
export function recordHooksSql(hooks: HooksToSend | undefined): string {
  return [hooks?.beforeEach, hooks?.afterEach].map((hook) => (hook ? `${hook.recordSql}\n` : '')).join('');
}

/** Ends a hook, or a script, whatever it ends with: a trailing `-- comment` would swallow what follows. */
export const endOfHook = '\n;\n';

const checkConstraints = 'SET CONSTRAINTS ALL IMMEDIATE;\n';
