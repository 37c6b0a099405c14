import {stringifyJson} from '@cohort-salesforce/spec';

const WIDTH = 60;
const SHOWN_CHARACTERS = 200;

/** Text -> lines of at most 60 characters where words allow, each indented. */
export function wrap(text: string, indent: number): string[] {
  const space = ' '.repeat(indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap(word => cut(word, WIDTH - indent))) {
    const isFull = line !== '' && indent + line.length + 1 + word.length > WIDTH;
    if (isFull) lines.push(space + line);
    line = isFull || line === '' ? word : `${line} ${word}`;
  }
  return [...lines, space + line];
}

/**
 * Breaks each line that is longer than `columns` at spaces. What continues a line is indented below it. A word that is
 * longer than a line, such as a path, stays whole so that it can be copied.
 */
export function wrapLines(text: string, columns: number): string {
  return text
    .split('\n')
    .map(line => (line.length <= columns ? line : wrapLine(line, columns)))
    .join('\n');
}

function wrapLine(text: string, columns: number): string {
  const [indent = ''] = /^ */.exec(text) ?? [];
  const below = `${indent}  `;
  const lines: string[] = [];
  let line = indent;
  for (const word of text.slice(indent.length).split(' ')) {
    const isEmpty = line.trim() === '';
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = below + word;
    } else line = isEmpty ? line + word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

/** A value for people: text in quotes, and only its beginning if it is long. */
export function brief(value: unknown): string {
  if (value === null || value === undefined) return '(empty)';
  const text = stringifyJson(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function cut(word: string, length: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < word.length; start += length) {
    pieces.push(word.slice(start, start + length));
  }
  return pieces;
}
