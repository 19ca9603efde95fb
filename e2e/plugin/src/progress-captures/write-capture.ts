/** The document with that text in the block of that name, as ` ```text capture=name `. Throws where there is none. Pure. */
export function writeCapture(markdown: string, name: string, text: string): string {
  const block = new RegExp(`^(\`\`\`text capture=${name})\\n[\\s\\S]*?^\`\`\`$`, 'm');
  if (!block.test(markdown)) throw new Error(`The document has no block \`\`\`text capture=${name}.`);
  return markdown.replace(block, (_, fence: string) => `${fence}\n${text}\n\`\`\``);
}

/**
 * A screen, or what a pipe had, as it is shown: without what Nx says at the end, which is about Nx, and with an address and
 * a folder in the place of the test's, of the same length so that nothing moves. Pure.
 */
export function tidyCapture(text: string): string {
  return text
    .replace(/(^(?:\w+: )?Done: .*$)[\s\S]*/m, '$1')
    .replaceAll(/postgres@127\.0\.0\.1:\d{5}\/test_\w{8}/g, 'migrator@db.example.com:5432/shop_base')
    .replaceAll(/\/tmp\/pgrestify-\d+-e2e-\w+/g, ({ length }) =>
      '/home/ann/projects/shop-backend'.slice(0, length).padEnd(length, 's'),
    )
    .replaceAll(/ +$/gm, '')
    .replace(/^\n+/, '')
    .trimEnd();
}
