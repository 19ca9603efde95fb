import type { ExpectedDuration, Reporter } from '../events';
import type { StepObserver } from '../history/store';
import type { Step } from '../plan/plan';
import type { Clock } from '../ports';

/** Somebody who looks on while steps run, so that the server is asked how far they are. */
export interface Onlooker {
  /** How long a step took before, asked once of each that takes long; undefined: not known. */
  readonly expectedOf: (step: Step) => ExpectedDuration | undefined;
}

/** What puts together how far a step is. */
export interface ProgressWatch extends Pick<StepObserver, 'onProgress'> {
  readonly listeners: Required<Pick<StepObserver, 'onSampled' | 'onRead'>>;
}

/** What watching the progress of a step works with. */
export interface WatchProgressPorts {
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly onlooker: Onlooker;
}

/** Reports `step-progress` with each sample: what the server says, and what was counted here meanwhile. */
export function watchProgress(step: Step, { clock, reporter, onlooker }: WatchProgressPorts): ProgressWatch {
  const { id, action, script } = step;
  const startMs = clock.monotonicMs();
  let statements = script?.mode === 'statements' ? { done: step.resumeAt, total: script.units.length } : undefined;
  let bytesRead = 0;
  let expected: { readonly duration: ExpectedDuration | undefined } | undefined;
  return {
    onProgress: (done, total) => {
      statements = { done, total };
    },
    listeners: {
      onRead: (bytes) => {
        bytesRead = bytes;
      },
      onSampled: (sample) => {
        expected ??= { duration: onlooker.expectedOf(step) };
        reporter.report({
          type: 'step-progress',
          at: clock.now(),
          id,
          action,
          elapsedMs: Math.round(clock.monotonicMs() - startMs),
          ...(statements && { statements }),
          ...(script && bytesRead > 0 && { bytes: { done: bytesRead, total: script.script.bytes } }),
          ...sample,
          ...(expected.duration && { expected: expected.duration }),
        });
      },
    },
  };
}
