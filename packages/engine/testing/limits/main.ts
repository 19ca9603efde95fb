import { join } from 'node:path';
import { createTestProject } from '../projects/test-project';
import { startTestServer } from '../servers/test-server';
import { writeLargeScript } from './large-script';
import { measureMigrate } from './measured-run';

const bytes = 1_000_000_000;
const limitBytes = 200 * 1024 * 1024;

/** `npm run limits`: a script of a gigabyte, within 200 MB of memory. */
async function main(): Promise<void> {
  const start = performance.now();
  const server = await startTestServer({ storage: 'disk' });
  const project = createTestProject(await server.createDatabase());
  try {
    writeLargeScript(join(project.settings.migrationsPath, '001_big', 'up.sql'), bytes);
    const { outcome, peakBytes } = await measureMigrate(project.settings);
    const seconds = Math.round((performance.now() - start) / 1000);
    console.log(
      `a script of 1 GB: ${outcome}, ${Math.round(peakBytes / 1024 / 1024)} MiB of memory at most, ${seconds} s`,
    );
    process.exitCode = outcome === 'succeeded' && peakBytes <= limitBytes ? 0 : 1;
  } finally {
    project.dispose();
    await server.stop();
  }
}

void main();
