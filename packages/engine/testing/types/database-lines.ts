import ts from 'typescript';

/**
 * The type `Database` of a file as lines, `public.Tables.users.Row.id: string`, whatever its layout: what two files say can
 * be compared so.
 */
export function databaseLines(text: string): ReadonlyMap<string, string> {
  const file = ts.createSourceFile('types.ts', text, ts.ScriptTarget.Latest, true);
  const lines = new Map<string, string>();
  for (const statement of file.statements) {
    if (ts.isTypeAliasDeclaration(statement) && statement.name.text === 'Database') walk(statement.type, []);
  }
  return lines;

  function walk(node: ts.TypeNode, path: readonly string[]): void {
    const isColumns = path.length === 4 && ['Row', 'Insert', 'Update'].includes(path[3] ?? '');
    if (ts.isTypeLiteralNode(node) && (path.length < 4 || isColumns)) {
      for (const member of node.members) {
        if (!ts.isPropertySignature(member) || !member.type) continue;
        const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
        walk(member.type, [...path, `${name}${member.questionToken ? '?' : ''}`]);
      }
      return;
    }
    lines.set(path.join('.'), flat(node));
  }
}

const printer = ts.createPrinter({ removeComments: true });

function flat(node: ts.TypeNode): string {
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  return text
    .replace(/\s+/g, ' ')
    .replace(/'([^'"]*)'/g, '"$1"')
    .replaceAll(';', ',')
    .replace(/,? \}/g, ' }')
    .replaceAll('[ ', '[')
    .replace(/,? \]/g, ']');
}
