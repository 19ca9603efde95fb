import { resolve } from 'node:path';
import { packPackages } from './pack';

/** `npm run pack -- DIR`: DIR is relative to where npm was called. */
async function main(args: readonly string[]): Promise<void> {
  const [folder] = args;
  if (folder === undefined || args.length > 1) throw new Error('Usage: npm run pack -- DIR');
  const tarballs = await packPackages(resolve(process.env.INIT_CWD ?? process.cwd(), folder));
  console.log(tarballs.join('\n'));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
