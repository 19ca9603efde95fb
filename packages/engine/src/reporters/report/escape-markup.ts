/**
 * Text for HTML and XML, in elements and in attributes with double quotes. Characters that XML 1.0 has not, such as NUL and
 * halves of surrogate pairs, are shown as U+FFFD. XML 1.0, 2.2 Characters.
 */
export function escapeMarkup(text: string): string {
  return text.replace(notInXml, '\uFFFD').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is for
const notInXml = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\uFFFE\uFFFF]|\p{Surrogate}/gu;
