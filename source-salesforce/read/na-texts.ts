import {type CellWriter, isObject, writeText} from '../salesforce/index.js';

// What pandas takes for a missing value, with which Airbyte's source reads CSV: https://pandas.pydata.org/docs/reference/api/pandas.read_csv.html
const NA_TEXTS = new Set(
  `#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null`.split(
    '|',
  ),
);
const MAX_BYTES = Math.max(...[...NA_TEXTS].map(text => text.length)) + '""'.length;
const NULL = Buffer.from('null');

/** Texts such as NA -> null, also within an address; an address of nothing else is null itself. */
export function withoutNaTexts(value: unknown): unknown {
  if (typeof value === 'string') return NA_TEXTS.has(value) ? null : value;
  if (!isObject(value)) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, withoutNaTexts(part)] as const);
  return parts.every(([, part]) => part === null) ? null : Object.fromEntries(parts);
}

/** Text, of which NA and the like become null. */
export const writeTextOrNa: CellWriter = (input, start, sink, onDamage) => {
  const first = sink.length;
  const position = writeText(input, start, sink, onDamage);
  const isShort = sink.length > first && sink.length - first <= MAX_BYTES;
  if (isShort && NA_TEXTS.has(sink.bytes.toString('latin1', first + 1, sink.length - 1))) {
    sink.length = first;
    sink.append(NULL);
  }
  return position;
};
