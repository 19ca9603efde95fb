/** A TypeScript type, before it is laid out. */
export type TypeNode =
  /** Names, literals, and what is short enough never to be broken. */
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'union'; readonly of: readonly TypeNode[] }
  | { readonly kind: 'intersection'; readonly of: readonly TypeNode[] }
  | { readonly kind: 'array'; readonly of: TypeNode }
  | { readonly kind: 'tuple'; readonly of: readonly TypeNode[] }
  | { readonly kind: 'object'; readonly members: readonly TypeMember[] };

/** `key?: value;` */
export interface TypeMember {
  /** As it is written: see `propertyKey`. */
  readonly key: string;
  readonly value: TypeNode;
}

/** A type that is written as it is. */
export function word(text: string): TypeNode {
  return { kind: 'word', text };
}

/** An object with these members, in their order. */
export function object(members: readonly TypeMember[]): TypeNode {
  return { kind: 'object', members };
}

/** A union; of one type it is that type. */
export function union(of: readonly TypeNode[]): TypeNode {
  const [first, second] = of;
  return first !== undefined && second === undefined ? first : { kind: 'union', of };
}
