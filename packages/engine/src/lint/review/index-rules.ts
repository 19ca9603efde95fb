import { kindOf, type NodeKind, nodeOf, nodesOf } from '../syntax/nodes';
import type { FileRule, Found, ReviewContext, RuleFound, ScriptRole } from './file-rule';

type Ask = (context: ReviewContext) => readonly Found[];

/** Asks only the rules that are about a statement of its kind. Those of other kinds cost nothing. */
export function indexRules(rules: readonly FileRule[]): (context: ReviewContext) => readonly RuleFound[] {
  const byKind = new Map<string, { readonly rule: FileRule; readonly ask: Ask }[]>();
  const note = (key: string, rule: FileRule, ask: Ask): void => {
    for (const role of rule.scripts) {
      const at = keyOf(role, key);
      byKind.set(at, [...(byKind.get(at) ?? []), { rule, ask }]);
    }
  };
  for (const rule of rules) {
    const { visit = {}, visitAction, visitEach } = rule;
    for (const kind of kindsOf(visit)) note(kind, rule, (context) => visitNode(rule, kind, context));
    if (visitAction) note('AlterTableStmt', rule, (context) => visitActions(visitAction, context));
    if (visitEach) note(anyKind, rule, visitEach);
  }
  return (context) => {
    const { role } = context.script;
    const { node } = context.statement;
    const ofKind = node ? byKind.get(keyOf(role, kindOf(node) ?? '')) : undefined;
    const ofAny = byKind.get(keyOf(role, anyKind));
    return [...(ofKind ?? []), ...(ofAny ?? [])].flatMap(({ rule, ask }) =>
      ask(context).map((found) => ({ rule, found })),
    );
  };
}

const anyKind = '*';

function keyOf(role: ScriptRole, kind: string): string {
  return `${role} ${kind}`;
}

function kindsOf(visit: NonNullable<FileRule['visit']>): readonly NodeKind[] {
  // Object.keys forgets which keys there can be.
  return Object.keys(visit) as readonly NodeKind[];
}

function visitNode<Kind extends NodeKind>({ visit }: FileRule, kind: Kind, context: ReviewContext): readonly Found[] {
  const node = nodeOf(kind, context.statement.node);
  return (node && visit?.[kind]?.(node, context)) ?? [];
}

function visitActions(visitAction: NonNullable<FileRule['visitAction']>, context: ReviewContext): readonly Found[] {
  const of = nodeOf('AlterTableStmt', context.statement.node);
  if (!of) return [];
  return nodesOf('AlterTableCmd', of.cmds).flatMap((action) => visitAction({ action, of }, context));
}
