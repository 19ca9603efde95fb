import { readFileSync, writeFileSync } from 'node:fs';
import { compareTools } from './compare';
import { describeComparison } from './describe-comparison';
import { comparisonPage, replaceTable } from './page';

/** `npm run lint:corpus [-- --write]`: what the linters find of the planted faults; with `--write` also into its page. */
async function main(): Promise<void> {
  const table = describeComparison(await compareTools());
  process.stdout.write(`${table}\n`);
  if (process.argv.includes('--write')) {
    writeFileSync(comparisonPage, replaceTable(readFileSync(comparisonPage, 'utf8'), table));
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
