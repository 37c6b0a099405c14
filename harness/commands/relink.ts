import {configError, ownValue} from '@cohort-salesforce/spec';
import type {Connection} from '../generated/types.js';
import {relinkPerson} from '../person/forget-person.js';
import {lookUpPerson} from '../person/look-up-person.js';
import type {Person, PersonUser} from '../person/person.js';
import type {PersonOptions} from './explain.js';
import {withConnection} from './with-connection.js';

export interface RelinkOptions extends PersonOptions {
  record: string;
}

/** Corrects a wrong link by hand: from now on the record represents the user with the address. */
export function relink(options: RelinkOptions): Promise<void> {
  return withConnection('relink', options, async job => {
    const {work, terminal, loaded} = job;
    const recordId = options.record;
    if (!/^\w{15}(\w{3})?$/.test(recordId)) {
      throw configError(
        `--record: found ${recordId}, expected a record Id of 15 or 18 characters.`,
      );
    }
    const person = await lookUpPerson(options.email, job, recordId);
    const {userId, replaced} = await work.links.with(store =>
      relinkPerson({recordId, email: options.email}, person, store),
    );
    const held = person.records.find(({id}) => id.startsWith(recordId.slice(0, 15)))?.user_id;
    const left = idsLeft(person, {userId, recordId}, loaded.connection);
    const result = {
      record_id: recordId,
      user_id: userId,
      replaced: replaced.map(pair => ({record_id: pair.recordId, user_id: pair.userId})),
      // The import rejects a record that holds the id of another user who exists.
      ...(held && held !== userId && {holds_other_user_id: held}),
      ...left,
    };
    if (options.json) terminal.print(JSON.stringify(result));
    else {
      terminal.print(
        `Linked: ${recordId} = ${userId}. Two-way values that differ are not written until one changes.`,
      );
      for (const {record_id, user_id} of result.replaced)
        terminal.print(`No longer linked: ${record_id} = ${user_id}`);
      if (result.holds_other_user_id)
        terminal.warn(
          `warning: The record holds the Cohort User ID ${held}. Correct it in Salesforce, or the next import rejects the record if that user exists.`,
        );
      for (const id of left.records_left)
        terminal.warn(
          `warning: The record ${id} still holds the Cohort User ID ${userId}. Clear it in Salesforce: it counts as a duplicate.`,
        );
      for (const id of left.users_left)
        terminal.warn(
          `warning: The user ${id} still names the record ${recordId}. Clear it in Cohort.`,
        );
    }
    return undefined;
  });
}

/** What other records and users still store of the two that are linked now: a sync writes neither. */
function idsLeft(
  {records, users}: Person,
  {userId, recordId}: {userId: string; recordId: string},
  connection: Connection,
): {records_left: string[]; users_left: string[]} {
  const isLinked = (id: unknown) => typeof id === 'string' && id.startsWith(recordId.slice(0, 15));
  const {record_id_property: property = 'salesforce_id'} = connection.import;
  const namesRecord = ({values}: PersonUser) =>
    typeof property === 'string' && isLinked(ownValue(values, property));
  return {
    records_left: records
      .filter(record => !isLinked(record.id) && record.user_id === userId)
      .map(({id}) => id),
    users_left: users.filter(user => user.id !== userId && namesRecord(user)).map(({id}) => id),
  };
}
