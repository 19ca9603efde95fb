import type { RangeVar } from 'libpg-query';
import { alwaysQuoteIdentifier, quoteIdentifier } from '../../sql/names/quote';
import type { Name } from '../statements/names';
import { nodeOf, nodesOf, type SyntaxNode, stringsOf } from './nodes';

/** A name by its parts, already folded. */
export function nameOfParts(parts: readonly string[]): Name {
  return { written: parts.map(quoteIdentifier).join('.'), key: parts.map(alwaysQuoteIdentifier).join('.') };
}

/** The name of a table, view, index or sequence in a statement. */
export function nameOfRelation({ schemaname, relname = '' }: RangeVar): Name {
  return nameOfParts(schemaname === undefined ? [relname] : [schemaname, relname]);
}

/** The names that a DROP or its like lists: of relations, types and schemas; a function is told without its arguments. */
export function listedNames(objects: readonly SyntaxNode[] | undefined): readonly Name[] {
  return (objects ?? []).flatMap((object) => {
    const list = nodeOf('List', object)?.items;
    const parts = list ? stringsOf(list) : (partsOfOther(object) ?? []);
    return parts.length === 0 ? [] : [nameOfParts(parts)];
  });
}

function partsOfOther(object: SyntaxNode): readonly string[] | undefined {
  const text = nodeOf('String', object)?.sval;
  if (text !== undefined) return [text];
  const type = nodeOf('TypeName', object)?.names ?? nodeOf('ObjectWithArgs', object)?.objname;
  return type && stringsOf(type);
}

/** The relations in a list, as that of TRUNCATE or LOCK. */
export function relationsOf(nodes: readonly SyntaxNode[] | undefined): readonly Name[] {
  return nodesOf('RangeVar', nodes).map(nameOfRelation);
}
