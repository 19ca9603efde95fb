import { readProcessStart } from '../server/process-start';
import { serverEnvironment } from '../server/server-environment';
import { spawnOrphan } from '../server/spawn-orphan';
import { stopPostmaster } from '../server/stop-postmaster';
import { openClaims } from './claims';
import { type SupervisorOptions, supervise } from './supervisor-program';

/**
 * Starts a supervisor for that cluster unless one lives: a small detached process that outlives this one.
 * Call it under the cluster's lock, with a lease taken, and before the server is started, so that no death of this
 * process leaves a server alone. The claim is written here and not by the program, so that there is no moment in which
 * a supervisor runs and is not known.
 */
export function ensureSupervisor(options: SupervisorOptions): void {
  const supervisors = openClaims(options.paths.supervisorPath, readProcessStart);
  if (supervisors.live().length > 0) return;
  const pid = spawnOrphan(process.execPath, ['-e', programText(options)], {
    cwd: '/', // holds no folder of the user's
    env: { ...serverEnvironment(), NODE_OPTIONS: '' },
    output: 'ignore',
  });
  // Without a supervisor the server only lives longer.
  if (pid !== undefined) supervisors.take(pid);
}

function programText(options: SupervisorOptions): string {
  return `(${supervise})(${JSON.stringify(options)}, {
    openClaims: ${openClaims},
    readProcessStart: ${readProcessStart},
    stopPostmaster: ${stopPostmaster},
  })`;
}
