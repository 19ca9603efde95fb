import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Settings } from '../../src/config/settings';
import { compileSources } from '../processes/compiled-sources';

/** How a migration in a process of its own ended, and the most memory that the process ever had. */
export interface MeasuredRun {
  readonly outcome: string;
  readonly peakBytes: number;
}

/** Runs `migrate` in a process of its own, which has loaded nothing but the engine. */
export async function measureMigrate(settings: Settings): Promise<MeasuredRun> {
  const sources = compileSources(['src', 'testing']);
  try {
    const child = spawn(process.execPath, [sources.pathOf('testing/limits/measured-program.ts')], {
      env: { ...process.env, ...sources.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const said = once(child, 'message');
    const exited = once(child, 'exit');
    child.send(settings);
    const [measured] = await Promise.race([said, exited.then(([code]) => Promise.reject(new Error(`exit ${code}`)))]);
    await exited;
    return measured;
  } finally {
    sources.dispose();
  }
}
