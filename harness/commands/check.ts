import type {Outcome} from '../report/summary.js';
import {directionsOf} from '../salesforce-and-cohort.js';
import {askConnector} from '../sync/ask-connector.js';
import type {Party} from '../sync/party.js';
import {toProblem} from './conclude.js';
import type {ConnectionOptions} from './options.js';
import {type Job, withConnection} from './with-connection.js';

/** Lets each connector of the enabled directions prove that a sync can work; asks all of them. */
export function check(options: ConnectionOptions): Promise<void> {
  return withConnection('check', options, async job => {
    for (const direction of directionsOf(job.loaded.connection)) {
      await checkParty(job.work.source(direction), job);
      await checkParty(job.work.destination(direction), job);
    }
    const isComplete = job.workplace.problems.length === 0;
    return {isComplete, streams: []} satisfies Outcome;
  });
}

async function checkParty(party: Party, {workplace, terminal}: Job): Promise<void> {
  const {name} = party.program;
  try {
    const wanted = 'CONNECTION_STATUS';
    const answer = await askConnector(workplace, party, {command: 'check', wanted});
    const {status, message} = answer.connectionStatus;
    if (status === 'SUCCEEDED') terminal.tell(`ok: ${name}: ${message ?? 'it works'}`);
    else {
      const text = message ?? 'the check failed without a reason';
      workplace.problem({connector: name, failure: 'config_error', message: text});
    }
  } catch (error) {
    workplace.signal.throwIfAborted();
    workplace.problem({...toProblem(error), connector: name});
  }
}
