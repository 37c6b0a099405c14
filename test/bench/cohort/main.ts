import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Readable} from 'node:stream';
import {fileURLToPath} from 'node:url';

// What it costs to write users to Cohort and to read them: seconds, memory and API calls.
// Usage: npm run build && node dist/test/bench/cohort/main.js [USERS]

interface Usage {
  what: string;
  seconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
  apiCalls: number;
}

const count = Number(process.argv[2] ?? 100_000);
const dist = fileURLToPath(new URL('../../../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'cohort-bench-'));
const emulator = spawn(process.execPath, [`${dist}test/emulators/cohort/main.js`, '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const {url, api_key, apiKey = api_key} = await firstLine(emulator);
const config = await save('config.json', {
  api_url: url,
  api_key: apiKey,
  mapping: {
    Email: 'email',
    FirstName: 'firstName',
    LastName: 'lastName',
    MailingCity: 'city',
    MailingCountry: 'country',
    Phone: 'phone',
    Birthdate: 'birthday',
    Loyalty_Points__c: 'loyalty_points',
    Loyalty_Tier__c: 'loyalty_tier',
    Newsletter__c: 'newsletter',
  },
});
const contacts = await save('contacts.json', catalogOf('Contact', {Loyalty_Points__c: 'number'}));
const users = await save('users.json', catalogOf('users', {}));

const usages = [
  await measure('write new users', ['destination-cohort', 'write', contacts], true),
  await measure('write the same again', ['destination-cohort', 'write', contacts], true),
  await measure('read all users', ['source-cohort', 'read', users], false),
];
emulator.kill();
process.stdout.write(table(usages));

async function measure(
  what: string,
  [connector, command, catalog]: [string, string, string],
  isFed: boolean,
): Promise<Usage> {
  const start = performance.now();
  const argv = ['--import', `${dist}test/bench/report-usage.js`, `${dist}${connector}/main.js`];
  const files = ['--config', config, '--catalog', catalog];
  const child = spawn(process.execPath, [...argv, command, ...files], {stdio: 'pipe'});
  if (isFed) feed(child);
  const [apiCalls, usage] = await Promise.all([readCalls(child.stdout), readUsage(child.stderr)]);
  if (child.exitCode === null) await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${what}: exit code ${child.exitCode}`);
  return {what, seconds: (performance.now() - start) / 1000, apiCalls, ...usage};
}

function feed({stdin}: ChildProcess): void {
  const argv = [`${dist}test/bench/cohort/make-contacts.js`, String(count)];
  const maker = spawn(process.execPath, argv, {stdio: ['ignore', 'pipe', 'inherit']});
  if (stdin) maker.stdout.pipe(stdin);
}

async function readCalls(stdout: Readable): Promise<number> {
  let calls = 0;
  let rest = '';
  for await (const chunk of stdout) {
    rest = (rest + chunk).slice(-4000);
  }
  for (const [, found] of rest.matchAll(/"api-calls","value":"(\d+)"/g)) calls = Number(found);
  return calls;
}

async function readUsage(stderr: Readable): Promise<Pick<Usage, 'cpuSeconds' | 'peakMegabytes'>> {
  let text = '';
  for await (const chunk of stderr) text += chunk;
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}

async function firstLine({stdout}: ChildProcess) {
  if (!stdout) throw new Error('no stdout');
  const [line] = await once(createInterface(stdout), 'line');
  return JSON.parse(line);
}

async function save(name: string, content: object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(content));
  return path;
}

function catalogOf(name: string, types: Record<string, string>): object {
  const fields = 'Id,Email,FirstName,LastName,MailingCity,MailingCountry,Phone,Loyalty_Tier__c';
  const properties: Record<string, object> = {};
  if (name === 'Contact') {
    for (const field of fields.split(',')) properties[field] = {type: ['null', 'string']};
    properties.SystemModstamp = {type: 'string', format: 'date-time'};
    properties.Birthdate = {type: ['null', 'string'], format: 'date'};
    properties.Newsletter__c = {type: ['null', 'boolean']};
  }
  for (const [field, type] of Object.entries(types)) properties[field] = {type: ['null', type]};
  const stream = {
    name,
    json_schema: {type: 'object', properties},
    supported_sync_modes: ['incremental'],
    source_defined_primary_key: [['Id']],
  };
  const modes = {sync_mode: 'incremental', destination_sync_mode: 'append_dedup'};
  return {
    streams: [{stream, ...modes, cursor_field: ['SystemModstamp'], primary_key: [['Email']]}],
  };
}

function table(rows: readonly Usage[]): string {
  const lines = rows.map(
    ({what, seconds, cpuSeconds, peakMegabytes, apiCalls}) =>
      `| ${what} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${peakMegabytes.toFixed(0)} | ${apiCalls} |`,
  );
  return [
    `| ${count} users | seconds | CPU seconds | peak MB | API calls |`,
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}
