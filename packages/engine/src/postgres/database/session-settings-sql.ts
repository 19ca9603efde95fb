/**
 * Settings that decide what the text of a statement makes: times and amounts in it, names without a schema, strings. Not those
 * that bound or hinder a run, and not those that name what another server need not have, as a tablespace.
 */
const deciding = [
  ...[
    'DateStyle',
    'IntervalStyle',
    'TimeZone',
    'array_nulls',
    'backslash_quote',
    'bytea_output',
    'default_text_search_config',
  ],
  ...[
    'default_toast_compression',
    'extra_float_digits',
    'lc_monetary',
    'lc_numeric',
    'lc_time',
    'quote_all_identifiers',
  ],
  ...['search_path', 'standard_conforming_strings', 'timezone_abbreviations', 'transform_null_equals', 'xmlbinary'],
  ...['xmloption'],
];

/** What a session of this role in this database begins with, whatever it has set since. */
export const selectSessionSettingsSql = `SELECT name, reset_val AS value FROM pg_catalog.pg_settings
WHERE name IN (${deciding.map((name) => `'${name}'`).join(', ')})`;
