import type { StatementMeasure } from '../../history/measure';
import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';
import type { ComposedMessage } from './script-message';

/**
 * The message of a script that is one transaction, with what is to be read ahead of it and between its statements. The
 * places of errors in it are not those of the script: whoever asks for it runs a script that fails once more, without.
 * Pure.
 */
export function withReadings(
  message: ComposedMessage,
  { mode, script: { text }, statements }: ParsedScript,
  measure: StatementMeasure | undefined,
): ComposedMessage {
  if (measure?.within !== 'all' || mode !== 'transactional' || !text) return message;
  const read = measure.behind(statements, text);
  if (read.size === 0) return message;
  const parts = statements.flatMap(({ start, end }, index) => [
    text.toString('utf8', start, end),
    ...(read.has(index) ? [measure.behindSql(index)] : []),
  ]);
  return { ...withBegin(message, measure), script: parts.join(';\n') };
}

/** The message of a part of a script, with what is to be read around it. Places hold, since it stands outside of it. Pure. */
export function withReadingAround(
  message: ComposedMessage,
  { statements, script: { text } }: ParsedScript,
  part: readonly Statement[],
  measure: StatementMeasure | undefined,
): ComposedMessage {
  if (!measure || !text || measure.behind(part, text).size === 0) return message;
  // One that holds several is told of at its first.
  const index = statements.findIndex(({ start }) => start === part[0]?.start);
  const begun = withBegin(message, measure);
  const { statementsBeforeDeferred } = begun;
  return {
    ...begun,
    ...(statementsBeforeDeferred !== undefined && { statementsBeforeDeferred: statementsBeforeDeferred + 1 }),
    after: `\n;\n${measure.behindSql(index)}${message.after}`,
  };
}

function withBegin(message: ComposedMessage, { beginSql }: StatementMeasure): ComposedMessage {
  const { before, statementsBefore, statementsBeforeDeferred } = message;
  return {
    ...message,
    before: `${before}${beginSql};\n`,
    statementsBefore: statementsBefore + 1,
    ...(statementsBeforeDeferred !== undefined && { statementsBeforeDeferred: statementsBeforeDeferred + 1 }),
  };
}
