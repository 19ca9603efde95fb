import { type DocumentLine, documentSections, type ExecutorName, type RefusedOption } from './document-lines';

/** A line whose option an executor refuses. */
export type RefusedLine = DocumentLine & { readonly refused: RefusedOption };

/** The lines with an option that this executor refuses by name, in the table's order. */
export function refusedLinesOf(executor: ExecutorName): readonly RefusedLine[] {
  return documentSections
    .flatMap(({ lines }) => lines)
    .filter((line): line is RefusedLine => line.refused?.of === executor);
}

/** `--copy-prod-data` for `copyProdData`, as it is typed. */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
