import type { ArgumentFacts, CatalogFacts, FunctionFacts, TypeFacts } from '../facts/catalog-facts';
import { isInput } from '../facts/parse-catalog-facts';
import type { ApiArguments, ApiEmbedding, ApiField, ApiFunction, ApiSignature, ApiValue } from './api';
import { byName, compareTexts } from './by-name';
import type { Values } from './values';

/** The functions of a schema as PostgREST finds them, sorted, each with its overloads. Pure. */
export function deriveFunctions(schema: string, facts: CatalogFacts, values: Values): readonly ApiFunction[] {
  const functions = new Map<string, ApiSignature[]>();
  for (const each of facts.functions) {
    const signature = each.schema === schema ? deriveSignature(each, facts, values) : undefined;
    if (signature) functions.set(each.name, [...(functions.get(each.name) ?? []), signature]);
  }
  return [...functions]
    .map(([name, signatures]) => ({ name, signatures: signatures.sort(compareSignatures) }))
    .sort(byName);
}

/** Functions that are read like columns of a relation, with what they give; sorted. */
export function deriveComputed(
  relation: { readonly oid: number; readonly schema: string },
  facts: CatalogFacts,
  values: Values,
): readonly ApiField[] {
  return facts.functions
    .filter((each) => each.schema === relation.schema && rowTypeOf(each, facts)?.relation === relation.oid)
    .filter((each) => embeddedType(each, facts) === undefined)
    .map((each) => ({ name: each.name, value: returnedValue(each, values), nullable: true }))
    .sort(byName);
}

/** Undefined: PostgREST does not know it. */
function deriveSignature(each: FunctionFacts, facts: CatalogFacts, values: Values): ApiSignature | undefined {
  const args = deriveArguments(each, facts, values);
  if (args === undefined) return undefined;
  const embedding = deriveEmbedding(each, facts);
  const isOneRow = embedding?.isOneToOne === true;
  const { returnsSet } = each;
  return {
    args,
    // The parts of postgrest-js that read `SetofOptions` make the list of it where it is one.
    returns: asList(rowOrValue(each, facts, values), returnsSet && !isOneRow),
    returnsSet,
    embedding,
    notCallable:
      args.kind === 'row' && embedding === undefined
        ? `${each.schema}.${each.name} is a computed field: select it as a column`
        : undefined,
  };
}

/** Those that have no name make it one that cannot be called, but for a single one that takes the body, or a row. */
function deriveArguments(each: FunctionFacts, facts: CatalogFacts, values: Values): ApiArguments | undefined {
  const inputs = inputsOf(each);
  const [first] = inputs;
  const row = rowTypeOf(each, facts);
  if (first && row && (first.name === '' || embeddedType(each, facts) === undefined)) {
    return { kind: 'row', of: values.ofType(first.type) };
  }
  const unnamed = inputs.filter(({ name }) => name === '');
  if (unnamed.length === 0) {
    const named = inputs.map(({ name, type, hasDefault }) => ({
      name,
      value: values.ofType(type),
      nullable: false,
      presence: hasDefault ? ('optional' as const) : ('required' as const),
    }));
    return { kind: 'named', inputs: named.sort(byName) };
  }
  return inputs.length === 1 && first && isJson(facts.types.get(first.type)) ? { kind: 'body' } : undefined;
}

/** Not what only has a cast to it. With a text, a bytea or xml postgrest-js, which sends JSON, cannot call it. */
function isJson(type: TypeFacts | undefined): boolean {
  return type?.schema === 'pg_catalog' && (type.name === 'json' || type.name === 'jsonb');
}

/** The row type of a relation, where that is all that a function takes. */
function rowTypeOf(each: FunctionFacts, { types }: CatalogFacts): TypeFacts | undefined {
  const [first, second] = inputsOf(each);
  const type = first && second === undefined ? types.get(first.type) : undefined;
  return type?.relation === undefined ? undefined : type;
}

/** The type of a relation, or a composite type, whose fields can be selected of what a function gives. */
function embeddedType(each: FunctionFacts, { types }: CatalogFacts): TypeFacts | undefined {
  if (outputsOf(each).length > 0) return undefined;
  let type = types.get(each.returns);
  while (type?.base !== undefined) type = types.get(type.base);
  return type?.kind === 'composite' ? type : undefined;
}

function deriveEmbedding(each: FunctionFacts, facts: CatalogFacts): ApiEmbedding | undefined {
  const to = embeddedType(each, facts);
  if (to === undefined) return undefined;
  const isOneToOne = !each.returnsSet || each.rows === 1;
  return { from: rowTypeOf(each, facts)?.name, to: to.name, isOneToOne };
}

/** A relation's row is written out, since computed fields are no part of it. */
function rowOrValue(each: FunctionFacts, { relations }: CatalogFacts, values: Values): ApiValue {
  const value = returnedValue(each, values);
  if (value.kind !== 'table-row' && value.kind !== 'view-row') return value;
  const relation = relations.find(({ schema, name }) => schema === value.schema && name === value.name);
  return relation ? { kind: 'object', fields: values.rowOf(relation) } : value;
}

/** One of what it gives. PostgREST takes any OUT argument for a column, also a single one. */
function returnedValue(each: FunctionFacts, values: Values): ApiValue {
  const outputs = outputsOf(each);
  if (outputs.length === 0) return values.ofType(each.returns);
  const fields = outputs.map(({ name, type }, index) => ({
    name: name === '' ? `column${index + 1}` : name,
    value: values.ofType(type),
    nullable: false,
  }));
  return { kind: 'object', fields };
}

function inputsOf({ args }: FunctionFacts): readonly ArgumentFacts[] {
  return args.filter(({ mode }) => isInput(mode));
}

function outputsOf({ args }: FunctionFacts): readonly ArgumentFacts[] {
  return args.filter(({ mode }) => mode === 'out' || mode === 'inout' || mode === 'table');
}

function asList(value: ApiValue, isList: boolean): ApiValue {
  return isList ? { kind: 'array', of: value } : value;
}

/** By what tells overloads apart: their arguments. */
function compareSignatures(a: ApiSignature, b: ApiSignature): number {
  return (
    compareTexts(JSON.stringify(a.args), JSON.stringify(b.args)) || compareTexts(JSON.stringify(a), JSON.stringify(b))
  );
}
