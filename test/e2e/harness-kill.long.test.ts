import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {Emulators} from '../fixtures/emulators.js';
import {killAfter} from '../fixtures/kill-after.js';
import {execute, HARNESS} from '../fixtures/run-bin.js';

// A long run: KILLS=100 npx vitest run test/e2e/harness-kill.long.test.ts
const KILLS = Number(process.env.KILLS ?? 3);
const SEED = Number(process.env.SEED ?? 1);
const VICTIMS = ['harness', 'source', 'destination'] as const;

interface Holder {
  pid: number;
  connectors: {pid: number; isWriter: boolean}[];
}

describe.each(['import', 'export'] as const)(
  '%s, killed at a random moment and run again',
  command => {
    const observed = command === 'import' ? 'export' : 'import';
    let emulators: Emulators;
    let undisturbed: string[];
    let durationMs: number;

    beforeAll(async () => {
      emulators = await Emulators.start({contacts: 1500, users: command === 'export' ? 1500 : 100});
      const startedAt = Date.now();
      expect((await emulators.harness(command)).code).toBe(0);
      durationMs = Date.now() - startedAt;
      undisturbed = await emulators.snapshot(observed);
    });
    afterAll(() => emulators.stop());

    test.each(Array.from({length: KILLS}, (_, index) => index))(
      `comes to the same (seed ${SEED}, kill %i)`,
      async index => {
        const random = randomOf(SEED * 1000 + index);
        await emulators.reset();
        const victim = VICTIMS[index % VICTIMS.length] ?? 'harness';
        await killOnce(emulators, {command, victim, afterMs: random() * durationMs});
        const kept = emulators.inSync(`${command}.state.json`);
        if (kept !== undefined) expect(() => JSON.parse(kept)).not.toThrow();
        const {code, summary} = await emulators.harness(command);
        expect(summary.errors).toEqual([]);
        expect(code).toBe(0);
        const now = emulators.inSync(`${command}.state.json`);
        expect(positionOf(command, now) >= positionOf(command, kept)).toBe(true);
        expect(positionOf(command, now)).not.toBe('');
        expect(await emulators.snapshot(observed)).toEqual(undisturbed);
        expect(emulators.inSync('lock')).toBe(undefined);
        if (index > 0) return;
        const again = await emulators.harness(command);
        expect(again.summary.streams).toMatchObject([{created: 0, updated: 0}]);
      },
    );
  },
);

async function killOnce(
  emulators: Emulators,
  {command, victim, afterMs}: {command: string; victim: (typeof VICTIMS)[number]; afterMs: number},
): Promise<void> {
  await killAfter(
    afterMs,
    onStart => execute(HARNESS, emulators.arguments(command), {onStart}),
    pid => [victimPid(emulators, victim) ?? pid],
  );
}

/** The moment up to which a stored state says that everything is done; the empty text before the first. */
function positionOf(command: 'import' | 'export', text = '[]'): string {
  const states: {stream: {stream_state: {through?: string; cursor?: string}}}[] = JSON.parse(text);
  const state = states[0]?.stream.stream_state;
  return (command === 'import' ? state?.through : state?.cursor) ?? '';
}

function victimPid(emulators: Emulators, victim: string): number | undefined {
  const holder = JSON.parse(emulators.inSync('lock') ?? '{}') as Partial<Holder>;
  if (victim === 'harness') return holder.pid;
  const connectors = holder.connectors ?? [];
  return connectors.findLast(({isWriter}) => isWriter === (victim === 'destination'))?.pid;
}

/** A small generator of numbers between 0 and 1 that always gives the same ones for a seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32;
  };
}
