import type { HistoryChange } from '../plan/history-change';
import type { Step } from '../plan/plan';
import type { HistoryRow } from './history';

/** What the event of a repair says: what was done and, a line each as JSON, what history said before and says now. Pure. */
export function describeRewrite(step: Step, change: HistoryChange): string {
  const [was, is] = [before(step, change), after(step, change)].map((values) => JSON.stringify(values ?? null));
  return `${change.summary}\nwas ${was}\nis ${is}`;
}

function before({ expected }: Step, change: HistoryChange): object | undefined {
  if (change.kind === 'adopt') return { project: change.from, ids: change.ids, dropped: change.dropped };
  if (change.kind === 'stamp') return change.from === undefined ? undefined : { environment: change.from };
  return expected && valuesOf(expected);
}

function after({ expected, script, file, version }: Step, change: HistoryChange): object | undefined {
  switch (change.kind) {
    case 'stamp':
      return { environment: change.to };
    case 'adopt':
      return { ids: change.ids };
    case 'forget':
    case 'record':
      return undefined;
    case 'correct': {
      if (!expected) return undefined;
      const down = file?.kind === 'versioned' ? file.down() : undefined;
      const ofFile = { version: version?.text, checksum: script?.script.checksum ?? '', downChecksum: down?.checksum };
      const { failedDirection } = change.to.outcome === 'failed' ? expected : {};
      return valuesOf({ ...expected, ...change.to, failedDirection, ...(change.texts === 'of-file' && ofFile) });
    }
  }
}

type Values = Omit<Partial<HistoryRow>, 'failedDirection'> & { readonly failedDirection: 'up' | 'down' | undefined };

function valuesOf(row: Values | HistoryRow): object {
  const { version, checksum, downChecksum, outcome, unitsDone, unitsTotal, unitStarted, failedDirection } = row;
  const progress = outcome === 'failed' ? { failedDirection, unitsDone, unitsTotal, unitStarted } : {};
  return { version, checksum, downChecksum, outcome, ...progress };
}
