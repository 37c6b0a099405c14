import type {Org, Reader} from '../org/index.js';
import {mix} from './mix.js';

const day = 86_400_000;
const twoYears = 730 * day;
// Neighbours saved by one call have one stamp; these are the lengths of such runs, over and over.
const runs = [2, 3, 4, 5, 2, 3, 5];
const cycle = runs.reduce((sum, run) => sum + run, 0);

/**
 * Stamps spread over the two years before a date that only the seed decides.
 * Every half per cent of the records in the middle has one stamp, as after a mass update.
 */
export function stampReader(org: Org, count: number, salt: number): Reader {
  const {seed} = org.options;
  const end = lastStamp(seed);
  const massFrom = Math.floor(count * 0.4);
  const massTo = massFrom + Math.floor(count * 0.005);
  return position => {
    if (position >= massFrom && position < massTo) return end - 90 * day;
    const back = mix(seed, runOf(position), salt) % (twoYears / 1000);
    return end - back * 1000;
  };
}

/** No seeded record is younger than this. */
export function lastStamp(seed: number): number {
  return Date.UTC(2025, 5, 1) + (Math.abs(seed) % 28) * day;
}

function runOf(position: number): number {
  let rest = position % cycle;
  let run = Math.floor(position / cycle) * runs.length;
  for (const length of runs) {
    if (rest < length) break;
    rest -= length;
    run += 1;
  }
  return run;
}

/** The fields every record has, all saved by the administrator. */
export function auditFields(org: Org, stamp: Reader): Record<string, Reader> {
  const admin = () => org.adminId;
  const created: Reader = position => Number(stamp(position)) - (position % 400) * day;
  return {
    OwnerId: admin,
    CreatedDate: created,
    CreatedById: admin,
    LastModifiedDate: stamp,
    LastModifiedById: admin,
    SystemModstamp: stamp,
  };
}
