import {directionsOf} from '../salesforce-and-cohort.js';
import {askConnector} from '../sync/ask-connector.js';
import type {Direction} from '../sync/direction.js';
import type {Party} from '../sync/party.js';
import {toProblem} from './conclude.js';
import type {ConnectionOptions} from './options.js';
import {type Job, withConnection} from './with-connection.js';

/** Lets each connector of the enabled directions prove that a sync can work; asks all of them, both directions at once. */
export function check(options: ConnectionOptions): Promise<void> {
  return withConnection('check', options, async job => {
    const directions = directionsOf(job.loaded.connection);
    await Promise.all(directions.map(found => checkBoth(found, job)));
    sortByConnector(directions, job);
    return {isComplete: job.workplace.problems.length === 0};
  });
}

// In the order of the directions, whichever answers first.
function sortByConnector(directions: readonly Direction[], {workplace}: Job): void {
  const order = directions.flatMap(({source, destination}) => [
    source.connector,
    destination.connector,
  ]);
  workplace.problems.sort((a, b) => order.indexOf(a.connector) - order.indexOf(b.connector));
}

async function checkBoth(direction: Direction, job: Job): Promise<void> {
  const works = await checkParty(job.work.source(direction), job);
  const settings = works ? await settingsFromCatalog(direction, job) : {};
  await checkParty(job.work.destination(direction, settings), job);
}

// Composing the catalog proves as well that every chosen field is there.
async function settingsFromCatalog(
  direction: Direction,
  {work, workplace}: Job,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const {streams} = await work.catalogFor(direction);
    const [stream] = streams;
    return (stream && direction.settingsForCheck?.(stream)) ?? {};
  } catch (error) {
    workplace.signal.throwIfAborted();
    workplace.problem({...toProblem(error), connector: work.source(direction).program.name});
    return {};
  }
}

/** Resolves with whether the connector says that a sync can work. */
async function checkParty(party: Party, {workplace, terminal}: Job): Promise<boolean> {
  const {name} = party.program;
  try {
    const wanted = 'CONNECTION_STATUS';
    const answer = await askConnector(workplace, party, {command: 'check', wanted});
    const {status, message} = answer.connectionStatus;
    if (status === 'SUCCEEDED') {
      terminal.tell(`ok: ${name}: ${message ?? 'it works'}`);
      return true;
    }
    const text = message ?? 'the check failed without a reason';
    workplace.problem({connector: name, failure: 'config_error', message: text});
  } catch (error) {
    workplace.signal.throwIfAborted();
    workplace.problem({...toProblem(error), connector: name});
  }
  return false;
}
