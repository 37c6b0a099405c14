import type {AirbyteStateMessage} from '@cohort-salesforce/spec';
import type {Durability, Lease} from './lease.js';
import type {StateFile} from './state-file.js';

/**
 * Saves states, and resolves when they survive the machine. Throws when the lease is lost: who was taken over
 * must not set back what its successor has reached.
 */
export async function saveStates(
  file: StateFile,
  states: readonly AirbyteStateMessage[],
  lease: Pick<Lease, 'requireHeld'> & {durability?: Durability | undefined},
): Promise<void> {
  await lease.requireHeld?.();
  await file.save(states);
  await lease.durability?.save();
}
