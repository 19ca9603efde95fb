/**
 * Keys of functions of PostgreSQL that give the same value at each call within a statement, so that a column added with
 * one as its default is not written row by row: what is common in defaults, as pg_proc has it in 14 to 18.
 */
export const steadyFunctions: readonly string[] = [
  ...['now', 'transaction_timestamp', 'statement_timestamp', 'current_setting', 'current_user', 'session_user'],
  ...['to_timestamp', 'to_date', 'to_char', 'to_number', 'date_trunc', 'date_part', 'age', 'timezone', 'make_date'],
  ...['make_interval', 'make_timestamp', 'make_timestamptz', 'date', 'lower', 'upper', 'initcap', 'trim', 'btrim'],
  ...['ltrim', 'rtrim', 'concat', 'concat_ws', 'format', 'replace', 'repeat', 'substr', 'substring', 'left', 'right'],
  ...['lpad', 'rpad', 'length', 'char_length', 'md5', 'encode', 'decode', 'convert_from', 'convert_to', 'chr', 'ascii'],
  ...['abs', 'ceil', 'floor', 'round', 'trunc', 'power', 'sqrt', 'mod', 'array', 'array_fill', 'string_to_array'],
  ...['array_to_string', 'jsonb_build_object', 'jsonb_build_array', 'json_build_object', 'json_build_array', 'to_json'],
  ...['to_jsonb', 'int4range', 'int8range', 'numrange', 'daterange', 'tsrange', 'tstzrange', 'to_tsvector', 'point'],
].flatMap((name) => [`"${name}"`, `"pg_catalog"."${name}"`]);
