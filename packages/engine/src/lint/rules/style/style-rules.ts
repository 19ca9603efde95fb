import type { FileRule } from '../../review/file-rule';
import { creatingEnum } from './creating-enum';
import { identifierTooLong } from './identifier-too-long';
import { noChar } from './no-char';
import { preferBigint } from './prefer-bigint';
import { preferIdentity } from './prefer-identity';
import { preferJsonb } from './prefer-jsonb';
import { preferText } from './prefer-text';
import { preferTimestamptz } from './prefer-timestamptz';
import { quotedName } from './quoted-name';
import { robustStatements } from './robust-statements';
import { schemaQualifiedNames } from './schema-qualified-names';
import { wideIndex } from './wide-index';

/** How SQL is written: off unless the config sets them, but for names that PostgreSQL cuts. */
export const styleRules: readonly FileRule[] = [
  preferBigint,
  preferIdentity,
  preferText,
  noChar,
  preferTimestamptz,
  preferJsonb,
  creatingEnum,
  wideIndex,
  identifierTooLong,
  quotedName,
  schemaQualifiedNames,
  robustStatements,
];
