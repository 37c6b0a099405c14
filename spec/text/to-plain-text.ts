/** The most characters of a message that are of use to anyone. */
export const MAX_MESSAGE_CHARACTERS = 8000;

// Control characters but tab and line feed, what turns the direction of writing or hides itself, line separators, half
// characters: a terminal obeys some of them, and all of them can make one text look like another.
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}\p{Cs}]/gu;
// Nearly all texts are safe already, which this finds in a tenth of the time.
const MAYBE_UNSAFE = /[^\t\n -~]/;
const MAX_UNSAFE_SHARE = 0.1;
const MIN_BINARY_CHARACTERS = 20;

/**
 * Text of whatever origin -> the same for a person's eyes: what a terminal would obey is written out (`\u001b`), binary
 * data is only named, and what is longer than `max` is cut.
 */
export function toPlainText(text: string, max = MAX_MESSAGE_CHARACTERS): string {
  const beginning = text.slice(0, max);
  if (text.length <= max && !MAYBE_UNSAFE.test(text)) return text;
  const unsafe = beginning.match(UNSAFE)?.length ?? 0;
  const damaged = beginning.match(/\ufffd/g)?.length ?? 0;
  const isBinary =
    beginning.length >= MIN_BINARY_CHARACTERS &&
    unsafe + damaged > beginning.length * MAX_UNSAFE_SHARE &&
    /[\0\ufffd]/.test(beginning);
  if (isBinary) return `(binary data, ${text.length} characters)`;
  const plain = escapeUnsafe(beginning);
  return text.length > max ? `${plain}… (${text.length} characters)` : plain;
}

/** The same without a limit, for what is shown as it is or stands in JSON: there it means the same. */
export function escapeUnsafe(text: string): string {
  return MAYBE_UNSAFE.test(text) ? text.replace(UNSAFE, toEscape) : text;
}

function toEscape(character: string): string {
  return [...Array(character.length).keys()]
    .map(index => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}
