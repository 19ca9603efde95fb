import { createHash, type Hash } from 'node:crypto';
import { EngineError } from '../../errors';
import { MessageError } from '../../postgres/session/message-query';
import { type ScriptPart, splitPieces } from '../../sql/statements/split-pieces';
import { createNormaliser } from '../../sql/text/normalise';
import { type Location, startOfText } from '../../sql/text/positions';
import { asStepFailure } from '../failures/as-failure';
import { type SentHook, sentAfterEach } from './hook-message';
import { type ComposedMessage, closeTransaction, openTransaction, type StepHistory } from './script-message';
import type { StepRun } from './step-run';

/**
 * Runs a script over 8 MB in one transaction: statements in batches of about a megabyte, a message each, COPY data as
 * it is read. The file is read for the second time here, so its hash is compared with the first before COMMIT. Memory
 * does not grow with the script.
 */
export async function runBatches(run: StepRun, history: StepHistory): Promise<void> {
  const hash = createHash('sha256');
  const parts = splitPieces(hashing(countRead(run), hash));
  const opening = openTransaction(run.context, run.options, run.script.isolation);
  await send(run, { ...opening, statements: [] });
  let batch: BatchStatement[] = [];
  let batchBytes = 0;
  let done = 0;
  const flush = async (copyData?: CopyData): Promise<void> => {
    await send(run, { before: '', statements: batch, copyData });
    done += batch.length;
    run.observer.onProgress(done, 0);
    batch = [];
    batchBytes = 0;
  };
  for (const part of parts) {
    if (run.signal.aborted) {
      throw new EngineError('CANCELLED', `${run.step.path}: interrupted after ${done} statements; nothing was kept.`);
    }
    switch (part.kind) {
      case 'statement':
        batch.push({ text: part.bytes.toString('utf8'), location: part.location });
        batchBytes += part.bytes.length;
        if (part.copies) {
          await flush(new CopyData(parts));
        } else if (batchBytes >= maxBatchBytes) {
          await flush();
        }
        break;
      case 'problem':
        throw changedWhileRead(run);
      case 'copy-data':
      case 'copy-end':
      case 'meta-command':
        break;
    }
  }
  if (batch.length > 0) {
    await flush();
  }
  if (hash.digest('hex') !== run.script.script.checksum) {
    throw changedWhileRead(run);
  }
  const before = closeTransaction(run.context, run.options, history);
  const hooks = sentAfterEach(run.options.hooks, { before: '', statementsBefore: 0 });
  await send(run, { before, statements: [], statementsBeforeDeferred: 0, hooks });
}

/** Large enough that a round trip is paid seldom, small enough that memory does not show it. */
const maxBatchBytes = 1024 * 1024;

interface BatchStatement {
  readonly text: string;
  readonly location: Location;
}

interface Batch {
  readonly before: string;
  readonly statements: readonly BatchStatement[];
  readonly copyData?: CopyData | undefined;
  readonly statementsBeforeDeferred?: number;
  readonly hooks?: readonly SentHook[];
}

async function send(run: StepRun, batch: Batch): Promise<void> {
  const { before, statements, copyData, statementsBeforeDeferred, hooks } = batch;
  const text = before + statements.map((statement) => statement.text).join(separator);
  let completed = 0;
  try {
    await run.sendTransaction({
      text,
      copyData: copyData && [copyData],
      onNotice: run.observer.onNotice,
      onCompletion: (count) => {
        completed = count;
      },
    });
  } catch (error) {
    const index = indexAtPosition(error, statements) ?? Math.min(completed, statements.length - 1);
    const failed = statements[index];
    const ahead = statements.slice(0, index).map((statement) => `${statement.text}${separator}`);
    const message: ComposedMessage = {
      before: ahead.join(''),
      script: failed?.text ?? '',
      after: '',
      statementsBefore: 0,
      ...(statementsBeforeDeferred !== undefined && { statementsBeforeDeferred }),
      ...(hooks && { hooks }),
    };
    throw asStepFailure(error, {
      step: run.step,
      message,
      startsAt: failed?.location ?? startOfText,
      fallback: failed?.location,
      ...(failed === statements.at(-1) && copyData?.location && { copyDataAt: copyData.location }),
      cancelled: run.signal.aborted,
    });
  }
}

const separator = ';\n';

/** Which statement the server points into: it parses a whole message before it runs the first. */
function indexAtPosition(error: unknown, statements: readonly BatchStatement[]): number | undefined {
  const position = error instanceof MessageError ? Number(error.serverError.position ?? 0) : 0;
  let end = 0;
  const index = statements.findIndex(({ text }) => {
    end += [...text].length + separator.length;
    return position < end;
  });
  return position > 0 && index >= 0 ? index : undefined;
}

/** The data parts that follow a COPY, taken off the stream up to their end; afterwards it tells where they began. */
class CopyData implements Iterable<Buffer> {
  location: Location | undefined;

  constructor(private readonly parts: Iterator<ScriptPart>) {}

  *[Symbol.iterator](): Generator<Buffer> {
    for (let next = this.parts.next(); !next.done && next.value.kind !== 'copy-end'; next = this.parts.next()) {
      if (next.value.kind === 'copy-data') {
        this.location ??= next.value.location;
        yield next.value.bytes;
      }
    }
  }
}

/** The pieces of the script, each of which is told once the next one is asked for. */
function* countRead({ script, largeScript, observer }: StepRun): Iterable<Buffer> {
  let bytes = 0;
  for (const piece of largeScript(script.script.path)) {
    yield piece;
    bytes += piece.length;
    observer.onRead?.(bytes);
  }
}

function* hashing(pieces: Iterable<Buffer>, hash: Hash): Iterable<Buffer> {
  const normaliser = createNormaliser();
  for (const piece of pieces) {
    hash.update(normaliser.push(piece));
    yield piece;
  }
  hash.update(normaliser.end());
}

function changedWhileRead(run: StepRun): EngineError {
  return new EngineError(
    'FILE_CHANGED_WHILE_READ',
    `${run.step.path} changed between its two readings; nothing of it was kept.`,
    {
      hint: 'Run again.',
    },
  );
}
