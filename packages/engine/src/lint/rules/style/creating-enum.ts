import { type FileRule, liveScripts } from '../../review/file-rule';
import { stringsOf } from '../../syntax/nodes';

/** A list of values that only grows. */
export const creatingEnum: FileRule = {
  name: 'creating-enum',
  group: 'style',
  severity: 'off',
  finds: 'A type that is an enum: its values can be added and renamed, and never taken away.',
  safeForm: 'Write a CHECK over text, or a table of the values with a foreign key.',
  example: "CREATE TYPE mood AS ENUM ('sad', 'glad')",
  safeExample: "CREATE TABLE people (id bigint PRIMARY KEY, mood text CHECK (mood IN ('sad', 'glad')))",
  scripts: liveScripts,
  visit: {
    CreateEnumStmt: ({ typeName }) => [{ message: `enum ${stringsOf(typeName).join('.')} can only grow` }],
  },
};
