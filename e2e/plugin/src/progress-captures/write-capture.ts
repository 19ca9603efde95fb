/** The document with that text in the block of that name, as ` ```text capture=name `. Throws where there is none. Pure. */
export function writeCapture(markdown: string, name: string, text: string): string {
  const block = new RegExp(`^(\`\`\`text capture=${name})\\n[\\s\\S]*?^\`\`\`$`, 'm');
  if (!block.test(markdown)) throw new Error(`The document has no block \`\`\`text capture=${name}.`);
  return markdown.replace(block, (_, fence: string) => `${fence}\n${text}\n\`\`\``);
}
