import type { ValidateResult } from '../../src/checks/validate-result';
import { migrate } from '../../src/commands/migrate/migrate';
import { rollback } from '../../src/commands/rollback/rollback';
import { validate } from '../../src/commands/validate/validate';
import type { MigrationEvent } from '../../src/events';
import { openPorts } from '../../src/open/open-ports';
import type { RunResult } from '../../src/run/command';
import type { RunnerAnswer, RunnerRequest } from './runner';

/** The program of `startRunner`: a run for every message of its parent, answered with its outcome and events. */
process.on('message', (request: RunnerRequest) => {
  void run(request).then((answer) => process.send?.(answer));
});
let interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interruption.abort());
process.send?.('ready');

async function run(request: RunnerRequest): Promise<RunnerAnswer> {
  interruption = new AbortController();
  const events: MigrationEvent[] = [];
  const reporter = { report: (event: MigrationEvent) => void events.push(event) };
  const ports = openPorts(request.settings, { reporter, signal: interruption.signal });
  try {
    const { outcome } = await runCommand(request, ports);
    return { outcome, events };
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message?: string };
    return { outcome: code ?? String(error), message, events };
  } finally {
    await ports.close();
  }
}

function runCommand(
  request: RunnerRequest,
  ports: ReturnType<typeof openPorts>,
): Promise<Pick<RunResult | ValidateResult, 'outcome'>> {
  switch (request.command) {
    case 'migrate':
      return migrate(request.settings, request.options ?? {}, ports);
    case 'rollback':
      return rollback(request.settings, request.options ?? {}, ports);
    case 'validate':
      return validate(request.settings, {}, ports);
  }
}
