import { quoteLiteral } from '../../sql/names/quote';
import type { BenchmarkProblem, ParameterRow } from './benchmark-query';
import { parseCsv } from './parse-csv';

/** Rows of parameters of a CSV, or what is wrong with it. */
export type CsvRows = { readonly rows: readonly ParameterRow[] } | { readonly problem: BenchmarkProblem };

/** Each row is measured for itself, so that more would take hours and say nothing more. */
const maxRows = 50;

/**
 * Parameters of a CSV file: its first line names them, the n-th column is `$n`, and each further line is a row of values,
 * which the server reads as constants of the types that the query wants. Pure.
 */
export function parseCsvRows(text: string, path: string): CsvRows {
  const reading = parseCsv(text);
  if ('problem' in reading) return problem(`${sentence(reading.problem.message)}.`, reading.problem.line);
  const [head, ...rows] = reading.rows;
  if (head === undefined || rows.length === 0) {
    return { problem: { message: 'The CSV has no row of values below the names in its first line.', path } };
  }
  const names = head.fields;
  const ragged = rows.find(({ fields }) => fields.length !== names.length);
  if (ragged !== undefined) {
    const { fields, line } = ragged;
    return problem(`The row has ${fields.length} of the ${names.length} values that the first line names.`, line);
  }
  const last = rows[maxRows];
  if (last !== undefined)
    return problem(`The CSV has more than ${maxRows} rows, each of which is measured.`, last.line);
  return {
    rows: rows.map(({ fields }) => ({
      label: fields.map((value, index) => `${names[index] ?? ''}=${value ?? 'NULL'}`).join(', '),
      values: fields.map((value) => (value === null ? 'NULL' : quoteLiteral(value))),
    })),
  };

  function problem(message: string, line: number): CsvRows {
    return { problem: { message, path, line, column: 1 } };
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
