import { assertNever } from '../../errors';
import type { ApiField, ApiInput, ApiReference, ApiValue } from '../api/api';
import { propertyKey, stringLiteral } from './literals';
import { object, type TypeMember, type TypeNode, union, word } from './type-node';

/** How a reference is written; another way for each kind of file. */
export type Refer = (reference: ApiReference) => TypeNode;

/** The type of a value. */
export function typeOfValue(value: ApiValue, refer: Refer): TypeNode {
  switch (value.kind) {
    case 'boolean':
      return word('boolean');
    case 'integer':
    case 'number':
      return word('number');
    case 'string':
      return word('string');
    case 'json':
      return word('Json');
    case 'unknown':
      return word('unknown');
    case 'nothing':
      return word('undefined');
    case 'record':
      return word('Record<string, unknown>');
    case 'labels':
      return typeOfLabels(value.labels);
    case 'array':
      return { kind: 'array', of: typeOfValue(value.of, refer) };
    case 'object':
      return object(membersOf(value.fields, refer));
    case 'enum':
    case 'composite':
    case 'table-row':
    case 'view-row':
      return refer(value);
    default:
      return assertNever(value);
  }
}

/** One of these texts. */
export function typeOfLabels(labels: readonly string[]): TypeNode {
  return labels.length === 0 ? word('string') : union(labels.map((label) => word(stringLiteral(label))));
}

/** A member for each field. */
export function membersOf(fields: readonly ApiField[], refer: Refer): readonly TypeMember[] {
  return fields.map((field) => ({ key: propertyKey(field.name), value: typeOfField(field, refer) }));
}

/** A member for each value that is sent. */
export function inputMembersOf(inputs: readonly ApiInput[], refer: Refer): readonly TypeMember[] {
  return inputs.map((input) => {
    const key = propertyKey(input.name);
    if (input.presence === 'never') return { key: `${key}?`, value: word('never') };
    return { key: input.presence === 'optional' ? `${key}?` : key, value: typeOfField(input, refer) };
  });
}

function typeOfField({ value, nullable }: ApiField, refer: Refer): TypeNode {
  const type = typeOfValue(value, refer);
  // `Json` holds null, which a column that is NOT NULL does not get from PostgREST; and so does unknown.
  if (value.kind === 'json' && !nullable) return word('NonNullable<Json>');
  if (!nullable || value.kind === 'unknown') return type;
  return union([...(type.kind === 'union' ? type.of : [type]), word('null')]);
}
