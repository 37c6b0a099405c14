import {ApiError} from '../answers/index.js';

const around = 40;

/** An error of a query, worded as Salesforce does: the text around it, a caret, row and column. */
export function soqlError(errorCode: string, text: string, at: number, message: string): ApiError {
  return new ApiError(
    400,
    errorCode,
    `\n${excerpt(text, at)}\nERROR at ${place(text, at)}\n${message}`,
  );
}

function excerpt(text: string, at: number): string {
  const from = Math.max(0, at - around);
  const line = text.slice(from, at + around).replace(/\s/g, ' ');
  return `${line}\n${' '.repeat(at - from)}^`;
}

function place(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `Row:${before.length}:Column:${(before.at(-1)?.length ?? 0) + 1}`;
}
