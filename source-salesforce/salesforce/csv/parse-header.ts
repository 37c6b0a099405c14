/** The names in a CSV's first row; API names hold neither quotes nor commas. */
export function parseHeader(line: string): string[] {
  return line
    .replace(/^\ufeff/, '')
    .replace(/\r$/, '')
    .split(',')
    .map(name => name.replace(/^"|"$/g, ''));
}
