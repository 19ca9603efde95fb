/** A text as a cell of a Markdown table: bars divide cells everywhere, `<` begins a tag outside of code. */
export function markdownCell(text: string): string {
  const parts = text.replaceAll('|', '\\|').split('`');
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`');
}
