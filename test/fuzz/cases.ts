// A long run: `npm run fuzz`, or FUZZ_CASES=1000 and, for the same again, FUZZ_SEED as it was printed.
const CASES = process.env.FUZZ_CASES;
const SEED = Number(process.env.FUZZ_SEED ?? 1 + Math.floor(Math.random() * 1e9));

/** Seeds, one for each case: `usually` many, or as many as a long run asks for. */
export function caseSeeds(usually: number): number[] {
  return Array.from({length: Number(CASES ?? usually)}, (_, index) => SEED + index);
}

/** The parameters of a property in this run. */
export function propertyRun(usually: number): {seed: number; numRuns: number} {
  return {seed: SEED, numRuns: CASES === undefined ? usually : Number(CASES) * 20};
}
