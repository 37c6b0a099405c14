import {mutateJson} from './mutate-json.js';
import {Random} from './random.js';

/** A value several times mutated. */
export function mutated(value: unknown, seed: number): unknown {
  const random = new Random(seed);
  let result = value;
  for (let times = random.below(3); times >= 0; times -= 1) result = mutateJson(result, random);
  return result;
}
