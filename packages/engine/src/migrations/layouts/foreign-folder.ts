import type { FileProblem } from '../migration';

/** Flyway's letters but for V, each with what its scripts are there, and where they belong here. */
const meanings: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  U: { what: 'the undo of a version', hint: 'Move its script to down.sql of the folder with that version.' },
  R: {
    what: 'a script that runs again whenever it is edited',
    hint: 'Move its script to the folder repeatable beside migrations, where that is so.',
  },
  B: {
    what: 'a baseline, which stands for all versions up to its own',
    hint: 'Give it the place of what it stands for, or leave it out and record what is applied with `migrate --baseline=<id>`.',
  },
};

/** What is wrong with a migration's folder that Flyway names as something else than a version: here it would run once, in another place. */
export function describeFlywayFolder(id: string, path: string): readonly FileProblem[] {
  const letter = /^([URB])(?:\d+(?:[._]\d+)*)?__/.exec(id)?.[1];
  const meaning = letter === undefined ? undefined : meanings[letter];
  if (!meaning) return [];
  const message = `By its name it is Flyway's ${letter}, ${meaning.what}, and would run here as one more migration.`;
  return [
    { severity: 'error', code: 'LAYOUT_FOREIGN', message, path, ids: [id], hint: meaning.hint, until: 'applied' },
  ];
}
