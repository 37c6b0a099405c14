import {mutateJson} from './mutate-json.js';
import type {Random} from './random.js';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** After so many bytes the connection is closed. */
  cutAt?: number;
}

type Mutation = (answer: Answer, random: Random) => Answer;

const HTML = '<!doctype html><html><body>Please log in to the network.</body></html>';

/** The one trouble after which nothing has been done. */
export const REFUSAL = 'is a refusal';

/** How an answer goes wrong, by name: on the way, in a proxy, or in the system itself. */
export const MUTATIONS: Record<string, Mutation> = {
  'breaks off': (answer, random) => ({...answer, cutAt: random.below(answer.body.length + 1)}),
  'is shorter than its length says': (answer, random) => {
    const body = answer.body.subarray(0, random.below(answer.body.length + 1));
    const length = String(body.length + 1 + random.below(1000));
    return {...answer, headers: {...answer.headers, 'content-length': length}, body};
  },
  'is cut in half and looks whole': answer => {
    const half = answer.body.subarray(0, answer.body.length / 2);
    return {...answer, body: isLineEnd(half) ? half.subarray(0, -1) : half};
  },
  'is a page of a proxy': answer => ({
    ...answer,
    headers: {'content-type': 'text/html'},
    body: Buffer.from(HTML),
  }),
  'is empty': answer => ({...answer, body: Buffer.alloc(0)}),
  'is of another type': answer => ({
    ...answer,
    headers: {...answer.headers, 'content-type': 'application/octet-stream'},
  }),
  'is a failure': (answer, random) => {
    const status = random.pick([500, 502, 503]);
    return {...answer, status, body: Buffer.from(random.pick(['', HTML, '{}']))};
  },
  [REFUSAL]: (answer, random) => {
    const status = random.pick([302, 400, 401, 403, 404, 409, 417, 429]);
    return {
      ...answer,
      status,
      body: Buffer.from(random.pick(['', HTML, '{}', '[]', '[{}]', 'null'])),
    };
  },
  'is JSON of something else': (answer, random) => ({
    ...answer,
    body: Buffer.from(random.pick(['null', '[]', '{}', '""', '0', '[null]', '{"data":null}'])),
  }),
  'lacks or garbles something': (answer, random) => mutateBody(answer, random),
  'claims to be compressed': answer => ({
    ...answer,
    headers: {...answer.headers, 'content-encoding': 'gzip'},
  }),
  'is compressed and damaged': (answer, random) => {
    if (answer.headers['content-encoding'] !== 'gzip' || answer.body.length === 0)
      return {...answer, cutAt: 0};
    const body = Buffer.from(answer.body);
    const at = random.below(body.length);
    body[at] = (body[at] ?? 0) ^ (1 << random.below(8));
    return {...answer, body};
  },
};

// What stands in a record's own fields is data: nobody could tell another value from the right one.
const ENVELOPE_DEPTH = 2;

function mutateBody(answer: Answer, random: Random): Answer {
  try {
    const value: unknown = JSON.parse(answer.body.toString());
    const mutated = withoutCleanCuts(mutateJson(value, random, ENVELOPE_DEPTH), value);
    return {...answer, body: Buffer.from(JSON.stringify(mutated))};
  } catch {
    return {...answer, cutAt: random.below(answer.body.length + 1)};
  }
}

// Nor could anybody miss a record that was cut out of a page so that it is whole: no line does that.
function withoutCleanCuts(mutated: unknown, value: unknown): unknown {
  if (!isObject(mutated) || !isObject(value)) return mutated;
  return Object.fromEntries(
    Object.entries(mutated).map(([key, nested]) => {
      const before = value[key];
      const isCut = Array.isArray(nested) && Array.isArray(before) && nested.length < before.length;
      return [key, isCut ? null : nested];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLineEnd(bytes: Buffer): boolean {
  return bytes.at(-1) === 0x0a;
}
