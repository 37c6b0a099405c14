import {configError} from '@cohort-salesforce/spec';
import {relinkPerson} from '../person/forget-person.js';
import {lookUpPerson} from '../person/look-up-person.js';
import type {PersonOptions} from './explain.js';
import {withConnection} from './with-connection.js';

export interface RelinkOptions extends PersonOptions {
  record: string;
}

/** Corrects a wrong link by hand: from now on the record represents the user with the address. */
export function relink(options: RelinkOptions): Promise<void> {
  return withConnection('relink', options, async job => {
    const {work, terminal} = job;
    const recordId = options.record;
    if (!/^\w{15}(\w{3})?$/.test(recordId)) {
      throw configError(`--record: found ${recordId}, wanted a record Id of 15 or 18 characters.`);
    }
    const person = await lookUpPerson(options.email, job, recordId);
    const {userId, replaced} = await work.links.with(store =>
      relinkPerson({recordId, email: options.email}, person, store),
    );
    const held = person.records.find(({id}) => id.startsWith(recordId.slice(0, 15)))?.user_id;
    const result = {
      record_id: recordId,
      user_id: userId,
      replaced: replaced.map(pair => ({record_id: pair.recordId, user_id: pair.userId})),
      // The import rejects a record that holds the id of another user who exists.
      ...(held && held !== userId && {holds_other_user_id: held}),
    };
    if (options.json) terminal.print(JSON.stringify(result));
    else {
      terminal.print(`Linked: ${recordId} = ${userId}. Two-way values that differ are left alone.`);
      for (const {record_id, user_id} of result.replaced)
        terminal.print(`No longer linked: ${record_id} = ${user_id}`);
      if (result.holds_other_user_id)
        terminal.warn(
          `warning: The record holds the Cohort User ID ${held}. Correct it in Salesforce, or the next import rejects the record if that user exists.`,
        );
    }
    return undefined;
  });
}
