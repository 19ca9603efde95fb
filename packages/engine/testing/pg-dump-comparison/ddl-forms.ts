import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Majors } from '../schemas/schema-changes';

/** A pair of before and after: one form of a DDL command. */
export interface DdlForm {
  /** As the reference calls it: `ALTER TABLE`. */
  readonly command: string;
  /** The line of `ddl-forms.sql` that it is written by, with others of the same form. */
  readonly line: number;
  readonly mark: FormMark;
  readonly majors: Majors;
  /** What is run in the state before, beside the base. */
  readonly setup: string;
  readonly sql: string;
}

/** What is to be expected of a line, see the head of `ddl-forms.sql`. */
export type FormMark = 'seen' | 'some' | 'unseen' | 'left out';

/** The forms, and the commands that they are of. */
export interface DdlForms {
  readonly forms: readonly DdlForm[];
  /** Every command that the file names, also those that change nothing that is told. */
  readonly commands: readonly string[];
}

/** The forms of `ddl-forms.sql`. Throws for a line of another shape. */
export function readDdlForms(): DdlForms {
  const lines = readFileSync(join(__dirname, 'testdata/ddl-forms.sql'), 'utf8').split('\n');
  const forms: DdlForm[] = [];
  const commands: string[] = [];
  for (const [index, text] of lines.entries()) {
    if (text === '' || text.startsWith('--')) continue;
    const [, command] = /^== ([A-Z ]+?)(?:: none, .+)?$/.exec(text) ?? [];
    if (command !== undefined) commands.push(command);
    else forms.push(...parseLine(text, index + 1, commands.at(-1) ?? ''));
  }
  return { forms, commands };
}

function parseLine(text: string, line: number, command: string): readonly DdlForm[] {
  const [, first, last, body = '', mark = 'seen'] =
    /^(?:\[(?:(\d+)\+|-(\d+))\] )?(.*?;)(?: \[(some|unseen|left out)\])?\s*$/.exec(text) ?? [];
  if (body === '' || command === '') throw new Error(`ddl-forms.sql:${line}: no form of a command.`);
  const majors = { first: Number(first ?? 0), last: Number(last ?? 99) };
  return expand(body).map((each) => {
    const [setup, sql] = each.includes(' => ') ? each.split(' => ', 2) : ['', each];
    return { command, line, mark: toMark(mark), majors, setup: setup ?? '', sql: sql ?? '' };
  });
}

function toMark(mark: string): FormMark {
  return mark === 'some' || mark === 'unseen' || mark === 'left out' ? mark : 'seen';
}

/** `{a|b} {c|d}` → all four. */
function expand(text: string): readonly string[] {
  const [whole, choices] = /\{([^{}]*)\}/.exec(text) ?? [];
  if (whole === undefined || choices === undefined) return [text];
  return choices.split('|').flatMap((choice) => expand(text.replace(whole, () => choice)));
}
