import {ApiError} from '../answers/index.js';

/** The value that a body in JSON stands for; throws JSON_PARSER_ERROR with the place of what is wrong. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw jsonError(text, offenceIn(text));
  }
}

// Node 20 does not always tell the place: it is the first character that no ending could make good.
function offenceIn(text: string): number {
  let [good, bad] = [0, text.length];
  while (good < bad) {
    const middle = Math.floor((good + bad) / 2);
    if (couldGoOn(text.slice(0, middle + 1))) good = middle + 1;
    else bad = middle;
  }
  return good;
}

function couldGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const {message} = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    return Number(position) === text.length || /end of JSON input|Unterminated/.test(message);
  }
}

function jsonError(text: string, at: number): ApiError {
  const before = text.slice(0, at).split('\n');
  const place = `[${before.length},${(before.at(-1)?.length ?? 0) + 1}]`;
  const found = text[at];
  const message = found
    ? `Unexpected character ('${found}' (code ${found.charCodeAt(0)})) at input location ${place}`
    : `Unexpected end-of-input at input location ${place}`;
  return new ApiError(400, 'JSON_PARSER_ERROR', message);
}
