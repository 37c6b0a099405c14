import {writeFile} from 'node:fs/promises';
import {connectorEnvironment} from '../../../harness/connector/connector-environment.js';
import type {Measurement, Result} from '../result.js';
import {connectorCommand} from '../run/direction.js';
import {Emulators} from '../run/emulators.js';
import {measure} from '../run/measure.js';
import {readSourceOutput} from '../run/source-output.js';

const PARTS =
  `MailingCity MailingCountry MailingGeocodeAccuracy MailingLatitude MailingLongitude MailingPostalCode MailingState
  MailingStreet`.split(/\s+/);
const KINDS: Readonly<Record<string, [names: readonly string[], type: string]>> = {
  'eight components': [PARTS, 'string'],
  'MailingAddress as text': [['MailingAddress'], 'string'],
  'MailingAddress as an object': [['MailingAddress'], 'object'],
};
const ROUNDS = 3;

/** What it costs to put an address together: the same columns of a bulk query as eight properties and as one, in turn. */
export async function benchCompounds(contacts: number): Promise<Partial<Result>> {
  const emulators = await Emulators.start({contacts});
  const best = new Map<string, Measurement>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, [names, type]] of Object.entries(KINDS)) {
      const measured = await read(name, {emulators, properties: propertiesOf(names, type)});
      const known = best.get(name);
      if (!known || cpuOf(measured) < cpuOf(known)) best.set(name, measured);
    }
  }
  await emulators.stop();
  return {compounds: [...best.values()]};
}

async function read(
  name: string,
  {emulators, properties}: {emulators: Emulators; properties: object},
): Promise<Measurement> {
  const catalog = emulators.file('compounds-catalog.json');
  const stream = {
    name: 'Contact',
    json_schema: {type: 'object', properties},
    supported_sync_modes: ['full_refresh'],
  };
  const configured = {stream, sync_mode: 'full_refresh', destination_sync_mode: 'append'};
  await writeFile(catalog, JSON.stringify({streams: [configured]}));
  const config = emulators.file('source-salesforce.json');
  const command = connectorCommand('source-salesforce', 'read', {config, catalog});
  const output = emulators.file('compounds.jsonl');
  const work = {name, command, environment: connectorEnvironment(), output};
  const measured = await measure(work, emulators);
  return {...measured, records: (await readSourceOutput(output)).records};
}

function propertiesOf(names: readonly string[], type: string): object {
  const nullable = (of: string) => ({type: ['null', of]});
  const keys = ['Id', 'SystemModstamp', 'Email', 'LastName'].map(name => [
    name,
    nullable('string'),
  ]);
  return Object.fromEntries([...keys, ...names.map(name => [name, nullable(type)])]);
}

function cpuOf({processes}: Measurement): number {
  return processes[0]?.cpuSeconds ?? 0;
}
