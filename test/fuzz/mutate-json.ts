import type {Random} from './random.js';

const STRANGE: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e308,
  2 ** 60 + 0.5,
  true,
  false,
  [],
  {},
  [null],
  'x',
  '\u0000',
  '__proto__',
  'constructor',
  '2026-02-30T25:61:00Z',
  '../../etc/passwd',
  [[[[[]]]]],
];

/** The places of a value: each with its parent and the key there. */
function placesOf(value: unknown, depth: number): {parent: Record<string, unknown>; key: string}[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap(key => [{parent, key}, ...placesOf(parent[key], depth - 1)]);
}

/** A copy in which one place, at most so deep, is gone, another kind of thing, or there twice. */
export function mutateJson(value: unknown, random: Random, depth = Number.POSITIVE_INFINITY) {
  const copy = {root: structuredClone(value)};
  const places = [
    {parent: copy as Record<string, unknown>, key: 'root'},
    ...placesOf(copy.root, depth),
  ];
  const {parent, key} = random.pick(places);
  switch (random.below(4)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else if (parent !== copy) delete parent[key];
      else copy.root = null;
      break;
    case 1:
      if (Array.isArray(parent)) parent.push(parent[Number(key)]);
      else parent[key] = [parent[key]];
      break;
    default:
      parent[key] = structuredClone(random.pick(STRANGE));
  }
  return copy.root;
}
