import { assertNever } from '../../errors';
import type { Api } from '../api/api';
import { describeJsonSchema } from '../json-schema/describe-json-schema';
import { describeDatabaseType } from '../typescript/database-type';
import { describeConstants, describeHelperTypes, jsonType } from '../typescript/helper-types';
import { nameInterfaces } from '../typescript/interface-names';
import { describeInterfaces } from '../typescript/interfaces';
import type { TypesFormat } from './types-format';

/** What a file of types is made for. */
export interface TypesFile {
  readonly format: TypesFormat;
  /** Relative to the workspace: a `.d.ts` can hold no values. */
  readonly path: string;
  /** The command that makes it, for its first line. */
  readonly command: string;
}

/** Every file of types has this in its first lines, so that no other file is replaced by one. */
export const typesMark = 'Made by pgrestify:';

/** The whole text of a file, laid out as Prettier does by default. The same API makes the same text. Pure. */
export function describeTypes(api: Api, { format, path, command }: TypesFile): string {
  const mark = `${typesMark} \`${command}\` makes it anew. Do not edit.`;
  if (format === 'json-schema') return describeJsonSchema(api, mark);
  const head = `// ${mark}\n/* eslint-disable */\n`;
  return [head, jsonType, ...partsOf(api, format, path)].filter((part) => part !== '').join('\n');
}

function partsOf(api: Api, format: Exclude<TypesFormat, 'json-schema'>, path: string): readonly string[] {
  switch (format) {
    case 'typescript':
      return [...databaseParts(api, path), describeInterfaces(api, nameInterfaces(api))];
    case 'database':
      return databaseParts(api, path);
    case 'interfaces':
      return [describeInterfaces(api, nameInterfaces(api))];
    default:
      return assertNever(format);
  }
}

function databaseParts(api: Api, path: string): readonly string[] {
  const constants = path.endsWith('.d.ts') ? [] : [describeConstants(api)];
  return [describeDatabaseType(api), describeHelperTypes(api), ...constants];
}
