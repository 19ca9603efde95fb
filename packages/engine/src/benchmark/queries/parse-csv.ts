/** A line of a CSV file; null is a field without a text and without quotes. */
export interface CsvRow {
  /** 1-based, of its beginning: a field in quotes may hold line ends. */
  readonly line: number;
  readonly fields: readonly (string | null)[];
}

/** Rows of a CSV file, or what is wrong with it. */
export type CsvReading =
  | { readonly rows: readonly CsvRow[] }
  | { readonly problem: { readonly message: string; readonly line: number } };

/**
 * Reads CSV as PostgreSQL's COPY does: commas, double quotes that are doubled inside, and nothing at all between two
 * commas is NULL. Empty lines are passed over. RFC 4180. Pure.
 */
export function parseCsv(text: string): CsvReading {
  const rows: CsvRow[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const fields: (string | null)[] = [];
    const startLine = line;
    for (;;) {
      const field = readField(text, at);
      if (field === undefined) return { problem: { message: 'a quote is opened and not closed', line: startLine } };
      fields.push(field.value);
      line += field.lines;
      at = field.end + 1;
      const stop = text[field.end];
      if (stop !== ',' && stop !== '\n' && stop !== undefined) {
        return { problem: { message: 'something stands behind a closing quote', line } };
      }
      if (stop !== ',') break;
    }
    line += 1;
    if (fields.length > 1 || fields[0] !== null) rows.push({ line: startLine, fields });
  }
  return { rows };
}

interface Field {
  readonly value: string | null;
  /** Where it stops. */
  readonly end: number;
  /** How many line ends it holds. */
  readonly lines: number;
}

/** Undefined when its quote is not closed. */
function readField(text: string, start: number): Field | undefined {
  if (text[start] !== '"') {
    const length = text.slice(start).search(/[,\n]/);
    const end = length < 0 ? text.length : start + length;
    return { value: end === start ? null : text.slice(start, end), end, lines: 0 };
  }
  const quoted = /"((?:[^"]|"")*)"/y;
  quoted.lastIndex = start;
  const value = quoted.exec(text)?.[1];
  if (value === undefined) return undefined;
  return { value: value.replaceAll('""', '"'), end: quoted.lastIndex, lines: value.split('\n').length - 1 };
}
