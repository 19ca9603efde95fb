import { join } from 'node:path';

/** The page that has the table. */
export const comparisonPage = join(__dirname, '../../../nx/docs/lint-compared.md');

const begin = '<!-- written by: npm run lint:corpus -- --write -->\n';
const end = '<!-- end of what is written -->\n';

/** The page with another table. Throws where its marks are gone. */
export function replaceTable(page: string, table: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end).at(1);
  if (before === undefined || after === undefined) throw new Error(`The marks are gone: ${begin} … ${end}`);
  return `${before}${begin}\n${table}\n${end}${after}`;
}
