import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const packagesPath = join(__dirname, '../../..');
const pagePath = 'nx/docs/environments.md';
const templatePath = 'nx/src/generators/init/files/config/pgrestify.config.ts.template';

/** The code below the sentence that announces it. */
const block = /(A config that `init` writes[^\n]*\n\n```ts\n)[\s\S]*?(\n```\n)/;

/** The page about environments, with the config that `init` writes as it writes it. */
export function showWrittenConfig(): { readonly path: string; readonly text: string } {
  const config = readFileSync(join(packagesPath, templatePath), 'utf8').trimEnd();
  const page = readFileSync(join(packagesPath, pagePath), 'utf8');
  return { path: pagePath, text: page.replace(block, (_, before: string, after: string) => before + config + after) };
}
