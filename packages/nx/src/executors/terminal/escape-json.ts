/**
 * JSON in ASCII alone, of the same value. Nx reads what a task prints in pieces of 64 KiB, in which a character of several
 * bytes may be cut, and takes U+0085, U+2028 and U+2029 for ends of lines (addPrefixTransformer of Nx 22 to 24).
 */
export function escapeJson(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
