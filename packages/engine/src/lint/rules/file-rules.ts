import type { FileRule } from '../review/file-rule';
import { dropIndex } from './locks/drop-index';

/** The rules that look at the files by their syntax, in the order of the documentation. */
export const fileRules: readonly FileRule[] = [dropIndex];
