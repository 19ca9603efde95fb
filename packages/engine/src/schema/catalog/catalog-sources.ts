import type { CatalogSource } from './catalog-source';
import { databaseWide } from './database';
import { foreignData } from './foreign-data';
import { operators } from './operators';
import { relations } from './relations';
import { replication } from './replication';
import { routines } from './routines';
import { securityLabels } from './security-labels';
import { systemGrants } from './system-grants';
import { tableParts } from './table-parts';
import { text } from './text';
import { types } from './types';

/** Every kind of object that the snapshot holds. */
export const catalogSources: readonly CatalogSource[] = [
  ...databaseWide,
  ...relations,
  ...tableParts,
  ...types,
  ...routines,
  ...operators,
  ...text,
  ...foreignData,
  ...replication,
  systemGrants,
  securityLabels,
];
