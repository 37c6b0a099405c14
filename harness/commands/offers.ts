import {toConnectorError} from '@cohort-salesforce/spec';
import type {Connection} from '../generated/types.js';
import {type Offer, offersOf, type Target} from '../setup/offers.js';
import {inOrder} from '../setup/propose-mapping.js';
import {readSample} from '../setup/read-sample.js';
import {toMapping} from '../systems/index.js';
import type {ConnectionOptions} from './options.js';
import {type CommandContext, withConnection} from './with-connection.js';

/** What can be chosen for a connection. */
export interface Offered {
  fields: Offer[];
  properties: Offer[];
  target: Target;
  /** Values of one record, by field. */
  sample: Record<string, unknown>;
  /** What could not be asked for. */
  errors: string[];
}

export interface OffersOptions extends ConnectionOptions {
  object: string;
  emailField: string;
}

// One record with more fields is a request that is longer than an address may be.
const MAX_SAMPLED = 100;

/** Prints what can be chosen for this object: for the console, which has forms instead of questions. */
export function offers(options: OffersOptions): Promise<void> {
  return withConnection('offers', options, async job => {
    const {object, emailField} = options;
    const {connection} = job.loaded;
    const imported = {...connection.import, enabled: true, object, email_field: emailField};
    job.terminal.print(JSON.stringify(await askAll({...connection, import: imported}, job)));
    return undefined;
  });
}

async function askAll(draft: Connection, job: CommandContext): Promise<Offered> {
  const asked = offersOf(job, draft);
  const offered: Offered = {
    fields: [],
    properties: [],
    target: {writable: [], required: []},
    sample: {},
    errors: [],
  };
  const attempt = async (ask: () => Promise<void>) => {
    await ask().catch(error => {
      job.runContext.signal.throwIfAborted();
      offered.errors.push(toConnectorError(error).message);
    });
  };
  const {object = ''} = draft.import;
  await attempt(async () => {
    offered.fields = inOrder(await asked.fields(object));
  });
  await attempt(async () => {
    offered.properties = await asked.properties();
  });
  await attempt(async () => {
    offered.target = await asked.target(draft.import);
  });
  await attempt(async () => {
    offered.sample = await sampleOf(draft, offered.fields, job);
  });
  return offered;
}

async function sampleOf(
  draft: Connection,
  fields: readonly Offer[],
  job: CommandContext,
): Promise<Record<string, unknown>> {
  const chosen = Object.keys(toMapping(draft.import.fields));
  const names = new Set([...chosen, ...fields.map(({name}) => name)]);
  const sampled = [...names].slice(0, MAX_SAMPLED).map(name => [name, name]);
  if (sampled.length === 0) return {};
  const imported = {...draft.import, fields: Object.fromEntries(sampled)};
  const [first = {}] = await readSample({...draft, import: imported}, job);
  return first;
}
