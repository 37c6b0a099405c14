import {writeFile} from 'node:fs/promises';
import type {Result} from '../result.js';
import {harness} from '../run/direction.js';
import {dist} from '../run/dist.js';
import {Emulators} from '../run/emulators.js';
import {measure} from '../run/measure.js';

const COLUMNS =
  `Id SystemModstamp Email FirstName LastName Birthdate Phone MailingCity MailingCountry Loyalty_Points__c
  Loyalty_Tier__c Newsletter__c Lifetime_Value__c Member_Since__c Last_Visit__c Interests__c MobilePhone
  MailingStreet MailingPostalCode Title`.split(/\s+/);

/** What no import can do without: downloading, parsing, and as many records of the same length passed on. */
export async function benchFloor(contacts: number, {recordBytes = 600}: Result) {
  const emulators = await Emulators.start({contacts});
  const {salesforce} = await emulators.readJson('emulators.json');
  const csv = emulators.file('contacts.csv');
  const query = `SELECT ${COLUMNS.join(', ')} FROM Contact WHERE Email != null`;
  const baseline = (what: string) => {
    const argv = [what, csv, salesforce.url, salesforce.access_token, query];
    return [process.execPath, `${dist}test/bench/floor/baseline.js`, ...argv];
  };
  const nulls = await nullConnectors(contacts, recordBytes, emulators);
  const floor = [
    await measure({name: 'only download', command: baseline('download')}, emulators),
    await measure({name: 'save', command: baseline('save')}, emulators),
    await measure({name: 'only parse the CSV', command: baseline('parse')}, emulators),
    await measure({name: 'null connectors, plain pipe', ...nulls.piped}, emulators),
    await measure({name: 'null connectors, harness', ...nulls.harnessed}, emulators),
  ];
  await emulators.stop();
  return {floor: floor.filter(({name}) => name !== 'save')};
}

async function nullConnectors(records: number, record_bytes: number, emulators: Emulators) {
  const [config, catalog] = ['null-config.json', 'null-catalog.json'].map(name =>
    emulators.file(name),
  ) as [string, string];
  await writeFile(config, JSON.stringify({records, record_bytes}));
  await writeFile(catalog, JSON.stringify(nullCatalog));
  const [source, destination] = ['null-source', 'null-destination'].map(
    name => `${dist}test/bench/null-connectors/${name}.js`,
  );
  const files = `--config ${config} --catalog ${catalog}`;
  const node = process.execPath;
  const line = `${node} ${source} read ${files} | ${node} ${destination} write ${files}`;
  const options = {
    source,
    'source-config': config,
    destination,
    'destination-config': config,
    catalog,
    state: emulators.file('null-state.json'),
  };
  const argv = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  return {
    piped: {records, command: ['bash', '-o', 'pipefail', '-c', line]},
    harnessed: {records, command: [node, harness, 'run', ...argv, '--quiet']},
  };
}

const nullCatalog = {
  streams: [
    {
      stream: {name: 'users', json_schema: {type: 'object'}},
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
      primary_key: [['email']],
    },
  ],
};
