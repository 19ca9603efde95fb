import { diffSchemas } from '../../src/schema';
import { changesOfForm } from '../schemas/object-kinds';
import { isWithin, readToldChanges, type SchemaChange } from '../schemas/schema-changes';
import type { TestServer } from '../servers/test-server-types';
import type { DdlForm } from './ddl-forms';
import type { DumpProgram } from './dump-schema';
import { type Seen, seeChanged } from './see-changed';

/** How the snapshot did beside pg_dump. */
export interface Comparison {
  readonly compared: number;
  /** How many of them pg_dump sees. */
  readonly seen: number;
  /** Changes that pg_dump sees and the snapshot does not. */
  readonly missed: readonly string[];
  /** Changes that the server refused, lines that nothing is seen of, and marks that do not hold. */
  readonly wrong: readonly string[];
}

/** A change of the base; of a DDL form what the server may refuse and pg_dump may not see is known by its line. */
export type ComparedChange = SchemaChange & Partial<Pick<DdlForm, 'line' | 'mark' | 'setup'>>;

type Outcome = 'missed' | 'seen' | 'unseen' | 'refused';

/** Makes each change in a copy of `makeComparedBase`, and compares what pg_dump and the snapshot see of it. */
export async function compareChanges(
  server: TestServer,
  program: DumpProgram,
  changes: readonly ComparedChange[],
): Promise<Comparison> {
  const known = changes.filter(({ majors }) => isWithin(majors, server.major));
  const before = new Map<string, Seen>();
  const outcomes: { readonly change: ComparedChange; readonly outcome: Outcome; readonly why?: string }[] = [];
  for (const change of known) {
    const { setup = '', sql } = change;
    try {
      const seenBefore = before.get(setup) ?? (await seeChanged(server, program, setup || 'SELECT'));
      before.set(setup, seenBefore);
      outcomes.push({ change, outcome: compare(seenBefore, await seeChanged(server, program, `${setup}; ${sql}`)) });
    } catch (error) {
      outcomes.push({ change, outcome: 'refused', why: error instanceof Error ? error.message : `${error}` });
    }
  }
  const of = (wanted: Outcome) => outcomes.filter(({ outcome }) => outcome === wanted);
  return {
    compared: known.length,
    seen: of('seen').length + of('missed').length,
    missed: of('missed').flatMap(({ change }) => (change.mark === 'left out' ? [] : [`missed: ${change.name}`])),
    wrong: [
      ...of('refused').flatMap(({ change, why }) =>
        change.mark === 'some' ? [] : [`not made: ${change.name}: ${why}`],
      ),
      ...linesUnlike(outcomes),
    ],
  };
}

function compare(before: Seen, after: Seen): Outcome {
  if (after.dump === before.dump) return 'unseen';
  return diffSchemas(before.schema, after.schema).length === 0 ? 'missed' : 'seen';
}

/** Lines of the forms that pg_dump sees nothing of, or something where it is to see nothing. */
function linesUnlike(
  outcomes: readonly { readonly change: ComparedChange; readonly outcome: Outcome }[],
): readonly string[] {
  const lines = new Set(outcomes.flatMap(({ change: { line } }) => (line === undefined ? [] : [line])));
  return [...lines].flatMap((line) => {
    const own = outcomes.filter(({ change }) => change.line === line);
    const isSeen = own.some(({ outcome }) => outcome === 'seen' || outcome === 'missed');
    const isLeftOut = own.every(({ outcome }) => outcome === 'missed');
    const mark = own[0]?.change.mark;
    if (mark === 'left out') return isLeftOut ? [] : [`ddl-forms.sql:${line} is not left out`];
    if (isSeen === (mark !== 'unseen')) return [];
    return [`ddl-forms.sql:${line} is ${isSeen ? '' : 'not '}seen by pg_dump`];
  });
}

/** Forms of commands as changes. */
export function changesOfForms(forms: readonly DdlForm[]): readonly ComparedChange[] {
  return forms.map((form) => ({ ...form, name: `${form.setup && `${form.setup} => `}${form.sql}` }));
}

/** Changes that the tests know, but those that the snapshot leaves out on purpose, and statements of every kind of object. */
export function knownChanges(): readonly ComparedChange[] {
  const ofKinds = (['comment', 'owner', 'name', 'schema', 'extension', 'grant'] as const).flatMap(changesOfForm);
  return [...readToldChanges().filter(({ reported }) => reported.length > 0), ...ofKinds];
}
