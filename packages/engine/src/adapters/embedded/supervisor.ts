import { spawn } from 'node:child_process';
import { openClaims } from './claims';
import { readProcessStart } from './process-start';
import { serverEnvironment } from './server-environment';
import { stopPostmaster } from './stop-postmaster';
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
  const child = spawn(process.execPath, ['-e', programText(options)], {
    cwd: '/', // holds no folder of the user's
    detached: true,
    env: { ...serverEnvironment(), NODE_OPTIONS: '' },
    stdio: 'ignore',
    windowsHide: true,
  });
  child.on('error', () => undefined); // without a supervisor the server only lives longer
  child.unref();
  if (child.pid !== undefined) supervisors.take(child.pid);
}

function programText(options: SupervisorOptions): string {
  return `(${supervise})(${JSON.stringify(options)}, {
    openClaims: ${openClaims},
    readProcessStart: ${readProcessStart},
    stopPostmaster: ${stopPostmaster},
  })`;
}
