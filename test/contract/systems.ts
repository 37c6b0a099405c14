import {afterAll, beforeAll} from 'vitest';
import type {System} from './connector-under-test.js';

/** Starts a system before the tests of this place and stops it after them; call the result within them. */
export function systemOf<Kind extends System>(start: () => Promise<Kind>): () => Kind {
  let system: Kind | undefined;
  beforeAll(async () => {
    system = await start();
  });
  afterAll(() => system?.close());
  return () => {
    if (!system) throw new Error('The system has not started yet.');
    return system;
  };
}
