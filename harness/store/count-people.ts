import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {BaselineStore} from '@cohort-salesforce/spec/baseline';
import {formatNumber} from '../report/format-summary.js';
import type {Rejects} from './count-rejects.js';

/** How many people a connection knows. */
export interface People {
  /** Linked in both systems; undefined while a run has the store. */
  linked?: number;
  rejected: number;
}

/** Counts the people in a connection's folder without starting anything. */
export async function countPeople(
  folder: string,
  {isBusy, rejects}: {isBusy: boolean; rejects: readonly Rejects[]},
): Promise<People> {
  const rejected = rejects.reduce((sum, {people}) => sum + people, 0);
  const baseline = join(folder, 'baseline');
  if (isBusy || !existsSync(baseline)) return {rejected};
  return {linked: await countPairs(baseline), rejected};
}

async function countPairs(folder: string): Promise<number> {
  const store = await BaselineStore.open(folder);
  try {
    return await store.countPairs();
  } finally {
    await store.close();
  }
}

/** `People: 1,204 in both systems, 3 rejected`. */
export function formatPeople({linked, rejected}: People): string[] {
  const counts = [
    ...(linked === undefined ? [] : [`${formatNumber(linked)} in both systems`]),
    ...(rejected > 0 ? [`${formatNumber(rejected)} rejected`] : []),
  ];
  return counts.length > 0 ? [`People: ${counts.join(', ')}`] : [];
}
