import { describeError } from '../../apply/failures/describe-error';
import type { CopyPlan, CopyRequest, CopySource, ScratchCopy } from '../../rehearsal/copy';
import type { CopyWish } from '../../rehearsal/plan-copy';
import type { CopiedRows, RehearsedCopy } from '../../rehearsal/rehearsal';
import type { CommandPorts } from '../command';

/** Which copy is wanted, and what is copied. */
export interface WantedCopy {
  readonly wish: CopyWish;
  readonly copy: CopyRequest;
}

/** Does something with a scratch copy, and says that it is made; it is dropped however that ends. */
export async function withCopy<T>(
  { wish, copy: request }: WantedCopy,
  plan: CopyPlan,
  source: CopySource<CommandPorts>,
  body: (copy: ScratchCopy<CommandPorts>, about: RehearsedCopy) => Promise<T>,
): Promise<T> {
  const { clock, reporter } = source.ports;
  const { kind, place, because } = plan;
  const data: CopiedRows = wish.data === 'history' ? 'none' : wish.isAnonymized ? 'anonymized' : 'as-they-are';
  const start = clock.monotonicMs();
  reporter.report({ type: 'copy-started', at: clock.now(), kind, place, data, because });
  const copy = await source.copy(plan, request);
  try {
    const { sizeBytes, notices } = copy;
    const durationMs = Math.round(clock.monotonicMs() - start);
    reporter.report({ type: 'copy-finished', at: clock.now(), sizeBytes, durationMs, notices });
    return await body(copy, { kind, place, data, sizeBytes, durationMs, notices });
  } finally {
    await copy.close().catch((error: unknown) => {
      const { message, hint } = describeError(error);
      const said = hint === undefined ? message : `${message} ${hint}`;
      reporter.report({ type: 'notice-raised', at: clock.now(), severity: 'warning', message: said, ids: [] });
    });
  }
}
