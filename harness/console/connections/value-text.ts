/** A value as people write it in a form. Text that would be read as something else is quoted. */
export function toText(value: unknown): string {
  if (value === undefined) return '';
  const text = String(value);
  const isPlain =
    typeof value !== 'string' || (parseValue(text) === text && !/^\s|\s$|\n/.test(text));
  return isPlain && text !== '' ? text : JSON.stringify(value);
}

/** The number, boolean or text that somebody wrote; `"12"` is text. */
export function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d/.test(text) && String(Number(text)) === text) return Number(text);
  return /^".*"$/s.test(text) ? unquoted(text) : text;
}

function unquoted(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
