import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestServer } from '@pgrestify/engine/testing';
import { repositoryFolder, tarballFolder } from '../harness/folders';
import { urlOf } from '../harness/query';
import { mainNxVersion } from '../harness/versions';
import { describeMismatch } from './compare-output';
import { type PackageRegistry, startPackageRegistry } from './package-registry';
import { type Instruction, readInstructions } from './read-blocks';
import { cloneRepository, createReaderWorkspace, type Reader, type ReaderFolder } from './reader-workspace';

// Does what the documents say, in their order: a fresh workspace for each, and what is shown must be what is printed.

const documents = listDocuments()
  .map((path) => ({ path, instructions: readInstructions(readFileSync(join(repositoryFolder, path), 'utf8')) }))
  .filter(({ instructions }) => instructions.length > 0);

let registry: PackageRegistry;
let server: TestServer;

beforeAll(async () => {
  const tarballs = readdirSync(tarballFolder).map((name) => join(tarballFolder, name));
  [registry, server] = await Promise.all([startPackageRegistry(tarballs), startTestServer()]);
});
afterAll(() => Promise.all([registry?.stop(), server?.stop()]));

describe.each(documents)('$path', ({ path, instructions }) => {
  let reader: Reader;
  let workspace: ReaderFolder;
  let failed = false;

  beforeAll(async () => {
    // Only readers of the first page have a database of production, and Nx as it is unless told otherwise.
    reader = {
      plugins: path === 'README.md' ? 'isolated' : 'within nx',
      env: path === 'README.md' ? { DATABASE_URL: urlOf(await server.createDatabase('api_production')) } : {},
    };
    workspace = await createReaderWorkspace({ ...reader, nxVersion: mainNxVersion, registryUrl: registry.url });
    if (path.includes('/docs/')) await succeed(workspace, startOfPages);
  });
  afterAll(() => workspace?.dispose());

  it.each(instructions.map((instruction) => ({ instruction, name: nameOf(instruction) })))(
    '$name',
    async ({ instruction }) => {
      if (failed) throw new Error('An instruction before this one failed.');
      failed = true;
      await follow(instruction);
      failed = false;
    },
  );

  async function follow(instruction: Instruction): Promise<void> {
    if (instruction.kind === 'write') {
      workspace.write(instruction.path, instruction.text);
    } else if (instruction.where === 'workspace') {
      await runIn(workspace, instruction);
    } else {
      const clone = await cloneRepository(reader);
      try {
        await runIn(clone, instruction);
      } finally {
        await clone.dispose();
      }
    }
  }
});

/** The pages begin where the quick start has brought their reader. */
const startOfPages = 'npm i -D @pgrestify/nx\nnpx nx g @pgrestify/nx:init --project=api';

async function runIn(folder: ReaderFolder, { script, ends, output }: Instruction & { kind: 'run' }): Promise<void> {
  const result = await folder.run(script);
  const outcome = result.code === 0 ? 'succeeds' : 'fails';
  if (outcome !== ends) throw new Error(`It ${outcome} with ${result.code}:\n${result.output}`);
  const mismatch = output === undefined ? undefined : describeMismatch(output, result.output);
  if (mismatch !== undefined) throw new Error(mismatch);
}

async function succeed(folder: ReaderFolder, script: string): Promise<void> {
  await runIn(folder, { kind: 'run', where: 'workspace', ends: 'succeeds', script, output: undefined, line: 0 });
}

function nameOf(instruction: Instruction): string {
  const { line } = instruction;
  if (instruction.kind === 'write') return `line ${line}: ${instruction.path}`;
  return `line ${line}: ${instruction.script.trim().split('\n').join('; ').slice(0, 120)}`;
}

function listDocuments(): readonly string[] {
  const pages = readdirSync(join(repositoryFolder, 'packages/nx/docs')).map((name) => `packages/nx/docs/${name}`);
  return ['README.md', 'packages/engine/README.md', 'packages/nx/README.md', ...pages];
}
