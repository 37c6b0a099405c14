/** Text -> a cell of CSV that means exactly that text (RFC 4180). */
export function quoteCsv(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
