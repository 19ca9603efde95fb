import { parseName } from '../names';
import { type OptionText, optionInvalid, splitItems } from '../option-text';

/** Names of `a,b,"Odd one"`, in order, at least one. Throws OPTION_INVALID. */
export function parseColumnNames(source: OptionText): readonly string[] {
  const names = splitItems(source).map((item) => {
    const { name, end } = parseName(source, item.offset);
    if (end === item.offset + item.text.length) return name;
    throw optionInvalid(source, end, 'only the name of a column can stand here');
  });
  if (names.length === 0) throw optionInvalid(source, 0, 'the name of a column is expected');
  return names;
}
