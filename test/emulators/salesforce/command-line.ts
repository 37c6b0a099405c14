import {readFileSync} from 'node:fs';
import {parseArgs} from 'node:util';
import type {SalesforceEmulatorOptions} from './options.js';

export const usage = `Usage: salesforce-emulator [options]

  --port N                   port to listen on (default: any free one)
  --host ADDRESS             address to listen on (default: 127.0.0.1)
  --contacts N               contacts at the start (default: 1000)
  --leads N                  leads at the start (default: 0)
  --seed N                   what records and tokens are drawn from (default: 1)
  --describe FILE            a describe as an org returns it: adds the object or its fields; may be repeated
  --data FILE                keep the org in this file between starts
  --tls                      listen with a certificate of a throw-away CA and tell where the CA's is
  --ca-file FILE             write the CA's certificate here
  --instance-url URL         what replies name as the instance
  --token-life SECONDS       access tokens expire after this (default: never)
  --refresh-token-idle SECONDS  a refresh token ends when it is not used for so long (default: never)
  --rotate-refresh-tokens    a refresh token is good once
  --daily-api-requests N     the daily allowance of calls (default: 100000)
  --query-page-size N        most records on a page of a REST query (default: 2000)
  --bulk-page-size N         most records in a bulk result (default: 100000)
  --result-pages FORM        the form of resultPages, such as resultChunks,resultLink,relative (default: guide)
  --bulk-queued-ms N         how long bulk jobs wait (default: 0)
  --bulk-in-progress-ms N    how long they run at least (default: 0)
  --latency-ms N             each request is answered so many milliseconds later (default: 0)
  --email-upsert             let records be upserted by Email
  --faults FILE              JSON file with fault rules in force from the start
  --json                     print address and credentials as one line of JSON
  --help
`;

const options = {
  port: {type: 'string'},
  host: {type: 'string'},
  contacts: {type: 'string'},
  leads: {type: 'string'},
  seed: {type: 'string'},
  describe: {type: 'string', multiple: true},
  data: {type: 'string'},
  tls: {type: 'boolean'},
  'ca-file': {type: 'string'},
  'instance-url': {type: 'string'},
  'token-life': {type: 'string'},
  'refresh-token-idle': {type: 'string'},
  'rotate-refresh-tokens': {type: 'boolean'},
  'daily-api-requests': {type: 'string'},
  'query-page-size': {type: 'string'},
  'bulk-page-size': {type: 'string'},
  'result-pages': {type: 'string'},
  'bulk-queued-ms': {type: 'string'},
  'bulk-in-progress-ms': {type: 'string'},
  'latency-ms': {type: 'string'},
  'email-upsert': {type: 'boolean'},
  faults: {type: 'string'},
  json: {type: 'boolean'},
  help: {type: 'boolean'},
} as const;

/** Options that are named otherwise on the command line than in code. */
const names: Record<string, keyof SalesforceEmulatorOptions> = {
  describe: 'describeFiles',
  data: 'dataFile',
  'refresh-token-idle': 'refreshTokenIdleSeconds',
  'token-life': 'tokenLifeSeconds',
};

export type CommandLine =
  | {options: SalesforceEmulatorOptions; json: boolean; help: boolean}
  | {error: string};

/** Reads the arguments of the command; says what is wrong with them. */
export function readCommandLine(args: string[]): CommandLine {
  try {
    const {values} = parseArgs({args, options, strict: true});
    const {json = false, help = false, ...rest} = values;
    return {options: toOptions(rest), json, help};
  } catch (error) {
    return {error: (error as Error).message};
  }
}

function toOptions(values: Record<string, unknown>): SalesforceEmulatorOptions {
  const entries = Object.entries(values).map(([name, value]) => [
    names[name] ?? camelCase(name),
    toValue(name, value),
  ]);
  return Object.fromEntries(entries) as SalesforceEmulatorOptions;
}

const texts = ['host', 'data', 'ca-file', 'instance-url', 'result-pages'];

function toValue(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || texts.includes(name)) return value;
  if (name === 'faults') return [JSON.parse(readFileSync(value, 'utf8'))].flat();
  if (!/^\d+$/.test(value)) throw new Error(`--${name} is "${value}", expected a whole number`);
  return Number(value);
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
