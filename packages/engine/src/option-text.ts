/** An option as it is written on the command line: `outOfOrder` is `--out-of-order`. One spelling in all messages. */
export function optionText(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
