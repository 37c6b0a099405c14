/** A recorded text without what differs from one time to the next: places, times, ids, how long it took, how often it polled. */
export function toStable(text: string, {folder, url}: {folder: string; url: string}): string {
  const ids = new Map<string, string>();
  return text
    .replaceAll(folder, '/srv')
    .replaceAll(url, 'http://127.0.0.1:9000')
    .replace(/sha256=[\da-f]{64}/g, `sha256=${'5f'.repeat(32)}`)
    .replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, id => {
      const known = ids.get(id) ?? numbered(ids.size + 1);
      ids.set(id, known);
      return known;
    })
    .replace(/\d{4}-\d\d-\d\d([T ])\d\d([:-])\d\d[:-]\d\d(\.\d{3})?/g, replaceTime)
    .replace(/\d+\.\d s\./g, '2.4 s.')
    .replace(/"seconds": [\d.]+/g, '"seconds": 2.4')
    .replace(/salesforce \d+, cohort \d+/g, 'salesforce 4, cohort 2')
    .replace(/"(salesforce|cohort)": \d+/g, (_, system) => `"${system}": ${CALLS[system]}`)
    .replace(/"(used|limit)": \d+/g, (_, name) => `"${name}": ${USAGE[name]}`);
}

const CALLS: Readonly<Record<string, number>> = {salesforce: 4, cohort: 2};
const USAGE: Readonly<Record<string, number>> = {used: 24, limit: 100_000};

function numbered(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function replaceTime(_: string, between: string, separator: string, ms = ''): string {
  return `2026-05-04${between}08${separator}00${separator}12${ms && '.000'}`;
}
