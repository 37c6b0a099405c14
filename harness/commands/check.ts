import {askConnector} from '../sync/ask-connector.js';
import type {ConnectorSpec} from '../sync/connector-spec.js';
import type {Direction} from '../systems/index.js';
import {directionsOf} from '../systems/index.js';
import {toProblem} from './conclude.js';
import type {ConnectionOptions} from './options.js';
import {type CommandContext, withConnection} from './with-connection.js';

/** Lets each connector of the enabled directions prove that a sync can work; asks all of them, both directions at once. */
export function check(options: ConnectionOptions): Promise<void> {
  return withConnection('check', options, async job => {
    const isComplete = await checkDirections(directionsOf(job.loaded.connection), job);
    return {isComplete};
  });
}

/** Resolves with whether every connector of these directions says that a sync can work. */
export async function checkDirections(
  directions: readonly Direction[],
  job: CommandContext,
): Promise<boolean> {
  const inTurn = createTurns();
  const sources = new Map<string, Promise<CheckedSource>>();
  await Promise.all(directions.map(found => checkBoth(found, job, {inTurn, sources})));
  sortByConnector(directions, job);
  return job.runContext.problems.length === 0;
}

// In the order of the directions, whichever answers first.
function sortByConnector(directions: readonly Direction[], {runContext}: CommandContext): void {
  const order = directions.flatMap(({source, destination}) => [
    source.connector,
    destination.connector,
  ]);
  runContext.problems.sort((a, b) => order.indexOf(a.connector) - order.indexOf(b.connector));
}

type Turns = (act: () => Promise<unknown>) => Promise<void>;

// Both destinations open the baseline store, which one process at a time may have.
function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return act => {
    last = last.then(async () => void (await act()));
    return last;
  };
}

interface Together {
  inTurn: Turns;
  /** What each system's source has found. A destination shares its login, and what does not answer is asked once. */
  sources: Map<string, Promise<CheckedSource>>;
}

interface CheckedSource {
  found: Found;
  /** What the destination's check needs besides its settings. */
  settings: Readonly<Record<string, unknown>>;
}

async function checkSource(direction: Direction, job: CommandContext): Promise<CheckedSource> {
  const found = await checkConnector(job.work.source(direction), job);
  return {found, settings: found === 'ok' ? await settingsFromCatalog(direction, job) : {}};
}

async function checkBoth(
  direction: Direction,
  job: CommandContext,
  {inTurn, sources}: Together,
): Promise<void> {
  const {source, destination} = direction;
  const checking = checkSource(direction, job);
  sources.set(source.system, checking);
  const {settings} = await checking;
  if ((await sources.get(destination.system))?.found === 'unreachable') return;
  await inTurn(() => checkConnector(job.work.destination(direction, settings), job));
}

// Composing the catalog proves as well that every chosen field is there.
async function settingsFromCatalog(
  direction: Direction,
  {work, runContext}: CommandContext,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const {streams} = await work.catalogFor(direction);
    const [stream] = streams;
    return (stream && direction.settingsForCheck?.(stream)) ?? {};
  } catch (error) {
    runContext.signal.throwIfAborted();
    const {program, of} = work.source(direction);
    runContext.problem({...toProblem(error), connector: program.name, of});
    return {};
  }
}

type Found = 'ok' | 'refused' | 'unreachable';

const QUIET_MS = 3000;

/** Resolves with what the connector says. */
async function checkConnector(connectorSpec: ConnectorSpec, job: CommandContext): Promise<Found> {
  const {runContext, terminal} = job;
  const {of, program} = connectorSpec;
  const {name} = program;
  const timer = setTimeout(() => {
    const address = addressOf(connectorSpec.system, job);
    terminal.tell(`Waiting for ${address} to answer ${name}.`);
  }, QUIET_MS);
  try {
    const wanted = 'CONNECTION_STATUS';
    const answer = await askConnector(runContext, connectorSpec, {command: 'check', wanted});
    const {status, message} = answer.connectionStatus;
    if (status === 'SUCCEEDED') {
      terminal.tell(`ok: ${of ? `${of}: ` : ''}${name}: ${message ?? 'it works'}`);
      return 'ok';
    }
    const text = message ?? 'the check failed without a reason';
    runContext.problem({connector: name, failure: 'config_error', message: text, of});
    return 'refused';
  } catch (error) {
    runContext.signal.throwIfAborted();
    const problem = toProblem(error);
    runContext.problem({...problem, connector: name, of});
    return problem.failure === 'transient_error' ? 'unreachable' : 'refused';
  } finally {
    clearTimeout(timer);
  }
}

function addressOf(system: string, {loaded}: CommandContext): string {
  const {salesforce, cohort} = loaded.connection;
  const {login_url = 'https://login.salesforce.com'} = salesforce;
  return system === 'cohort' ? (cohort.api_url ?? 'Cohort') : login_url;
}
