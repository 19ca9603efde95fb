import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Nx's script in a workspace: `npx nx` would cost 1.5 s more a call. Its place differs between versions of Nx. */
export function nxProgram(workspaceFolder: string): string {
  const manifestPath = join(workspaceFolder, 'node_modules', 'nx', 'package.json');
  const manifest: { readonly bin: { readonly nx: string } } = JSON.parse(readFileSync(manifestPath, 'utf8'));
  return join(dirname(manifestPath), manifest.bin.nx);
}
