import { readTokens } from './text-tokens';

/**
 * What is left of the body of a function when its blanks do not count: two bodies with one such form do the same. Blanks
 * inside quotes count, and comments are compared but for the blanks in them. Of languages other than SQL and PL/pgSQL only
 * blanks at the ends of lines and of the text are taken away, since in some of them indentation means something.
 */
export function withoutBlanks(body: string, language: string): string {
  return language === 'sql' || language === 'plpgsql' ? sqlWithoutBlanks(body) : trimLines(body);
}

function sqlWithoutBlanks(body: string): string {
  let last = '';
  const parts = readTokens(body).flatMap(({ text, gap }) => {
    // `<@` is one operator, `< @` are two.
    const divides = gap !== '' && operatorCharacters.includes(last) && operatorCharacters.includes(text);
    last = text;
    return [divides ? ' ' : gap.trim().replaceAll(/\s+/g, ' '), text];
  });
  return JSON.stringify(parts);
}

const operatorCharacters = [...'+-*/<>=~!@#%^&|`?:'];

function trimLines(body: string): string {
  return body
    .replaceAll(/[ \t\r]+$/gm, '')
    .replace(/^\n+/, '')
    .trimEnd();
}
