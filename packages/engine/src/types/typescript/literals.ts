/**
 * A text as a literal of TypeScript, in the quotes that Prettier prefers: double ones, unless single ones save escapes.
 */
export function stringLiteral(text: string): string {
  const escaped = JSON.stringify(text);
  const count = (quote: string) => text.split(quote).length - 1;
  if (count('"') <= count("'")) return escaped;
  return `'${escaped.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A name as the key of an object's type: in quotes only where it must be. */
export function propertyKey(name: string): string {
  return /^[\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{M}\p{Nd}\p{Pc}$]*$/u.test(name) && !/\p{Surrogate}|[^\0-\uffff]/u.test(name)
    ? name
    : stringLiteral(name);
}
