/**
 * Values that the text of a check or of a partition's bounds speaks of, and their neighbours: `status IN ('a', 'b')` is
 * met by what stands in it, `price > 10` by a number beside it. Without blanks around, each once. Pure.
 */
export function ruleLiterals(text: string): readonly string[] {
  const quoted = [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, literal = '']) => literal.replaceAll("''", "'"));
  const bare = text.replace(/'(?:[^']|'')*'/g, ' ');
  const numbers = [...bare.matchAll(/(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])/g)].map(([number]) => number);
  const near = [...numbers, ...quoted.filter((literal) => /^-?\d+(\.\d+)?$/.test(literal))].flatMap((number) => [
    number,
    `${Number(number) + 1}`,
    `${Number(number) - 1}`,
  ]);
  const ofLength = numbers
    .map(Number)
    .flatMap((length) =>
      Number.isInteger(length) && length > 0 && length <= 200 ? ['x'.repeat(length), '1'.repeat(length)] : [],
    );
  return [...new Set([...quoted, ...near, ...ofLength])];
}
