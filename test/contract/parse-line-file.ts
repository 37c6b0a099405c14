import {readFileSync} from 'node:fs';

/** What must come of a line file: its own first line says it. */
export interface Expectation {
  /** A sentence: the name of the test. */
  what: string;
  exit: number;
  /** The states that come back, in order: the `id` of each, the records written and the records rejected before it. */
  states: readonly (readonly [id: number, written: number, rejected: number])[];
  /** Everybody who is there at the end. Values that are not listed may be anything. */
  people: readonly {email: string; name?: string; points?: number}[];
  /** How many records lie in the rejects folder, each with its reason. Default 0. */
  rejects?: number;
  /** What the reasons of all of them together must say. */
  reasons?: readonly string[];
  /** What the error must say; without it there must be none. */
  error?: readonly string[];
  /** What a warning must say. */
  warning?: readonly string[];
  /** What stdout must hold, to the letter. */
  verbatim?: readonly string[];
}

export interface LineFile {
  name: string;
  expectation: Expectation;
  /** The input, cut where the file says so. */
  parts: readonly Buffer[];
}

/**
 * A file of `lines/` -> what goes into a destination and what must come of it for this one. The first line
 * is the expectation; what differs for one destination stands in it under that one's name. The rest is the
 * input as it is, but for «...»: see README.md.
 */
export function parseLineFile(path: URL, destination: string): LineFile {
  const text = readFileSync(path, 'utf8');
  const end = text.indexOf('\n');
  const {[destination]: own, ...expectation} = JSON.parse(text.slice(0, end));
  return {
    name: path.pathname.replace(/.*\//, ''),
    expectation: {...expectation, ...own},
    parts: toParts(text.slice(end + 1)),
  };
}

function toParts(body: string): Buffer[] {
  const pieces = body.replace(/«end»\n$/, '').split('«cut»');
  return pieces.map(piece => Buffer.concat(piece.split(/(«[^»]*»)/).map(toBytes)));
}

// «c3 a9» are bytes; «"key#":1, × 500» is repeated, # being the number of each.
function toBytes(piece: string): Buffer {
  const [, content] = /^«(.*)»$/.exec(piece) ?? [];
  if (content === undefined) return Buffer.from(piece);
  const [, repeated = '', times] = /^(.*) × (\d+)$/.exec(content) ?? [];
  if (times === undefined) return Buffer.from(content.replaceAll(' ', ''), 'hex');
  if (!repeated.includes('#')) return Buffer.from(repeated.repeat(Number(times)));
  const all = Array.from({length: Number(times)}, (_, index) =>
    repeated.replaceAll('#', `${index}`),
  );
  return Buffer.from(all.join(''));
}
