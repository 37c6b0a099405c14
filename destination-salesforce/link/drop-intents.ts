import type {Pair} from '@cohort-salesforce/spec/baseline';

/** Forgets what the export was about to write; what the import was about to stays. */
export function dropIntents({intents}: Pair): void {
  for (const [number, {side}] of intents) if (side === 'salesforce') intents.delete(number);
}
