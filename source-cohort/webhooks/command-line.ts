import {VERSION} from '@cohort-salesforce/spec';
import yargs from 'yargs';

export interface Settings {
  folder: string;
  host: string;
  port: number;
  path: string;
  secretFile: string | undefined;
  tlsCert: string | undefined;
  tlsKey: string | undefined;
  maxBodyBytes: number;
  maxRate: number;
  maxFileBytes: number;
  keepDays: number | undefined;
  trustProxy: boolean;
}

/** The command line is wrong: nothing was started. */
export class UsageError extends Error {}

// Wider than --max-body-bytes can be: each event fits into a file of its own.
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_FILE_BYTES = 1024 ** 3;
const MAX_KEEPING_DAYS = 36_500;

/** argv -> what to do; undefined when help was asked for. Throws a UsageError. */
export async function parseCommandLine(argv: readonly string[]): Promise<Settings | undefined> {
  const parser = buildParser(argv).fail((message, error) => {
    throw new UsageError(message ?? error?.message);
  });
  const values = await parser.parseAsync();
  return values.help || values.version ? undefined : requireSettings(values);
}

type Values = Awaited<ReturnType<ReturnType<typeof buildParser>['parseAsync']>>;

function buildParser(argv: readonly string[]) {
  const text = {type: 'string', requiresArg: true} as const;
  const number = {type: 'number', requiresArg: true} as const;
  return yargs([...argv])
    .scriptName('cohort-webhooks')
    .version(VERSION)
    .usage(
      '$0 --folder DIR [options]\n\nReceives the webhooks of Cohort and stores their events for source-cohort. The signing secret of the endpoint is read from the environment variable COHORT_WEBHOOK_SECRET or from --secret-file.',
    )
    .options({
      folder: {...text, demandOption: true, describe: 'Folder in which to store events'},
      host: {...text, default: '127.0.0.1', describe: 'Address to listen on'},
      port: {...number, default: 8787, describe: 'Port to listen on; 0: any free port'},
      path: {...text, default: '/webhooks/cohort', describe: 'Path of the endpoint'},
      'secret-file': {...text, describe: 'File with the signing secrets, one per line'},
      'tls-cert': {...text, describe: 'PEM file with the certificate; enables HTTPS'},
      'tls-key': {...text, describe: 'PEM file with its key'},
      'max-body-bytes': {...number, default: 1_048_576, describe: 'Maximum size of an event'},
      'max-rate': {
        ...number,
        default: 500,
        describe: 'Maximum deliveries per second from one address',
      },
      'max-file-bytes': {
        ...number,
        default: 67_108_864,
        describe: 'Size at which a new file is started',
      },
      'keep-days': {...number, describe: 'Remove files older than this; default: keep all'},
      'trust-proxy': {
        type: 'boolean',
        default: false,
        describe: 'Use the last address in X-Forwarded-For as the sender',
      },
    })
    .strict()
    .exitProcess(false);
}

function requireSettings(values: Values): Settings {
  const {folder, host, path, trustProxy} = values;
  requireOnce(values);
  if (!/^\/[^\s?#]*$/.test(path) || path === '/healthz') {
    throw new UsageError(`--path ${path}: expected a path such as /webhooks/cohort.`);
  }
  if ((values.tlsCert === undefined) !== (values.tlsKey === undefined)) {
    throw new UsageError('--tls-cert and --tls-key belong together: give both or neither.');
  }
  return {
    folder,
    host,
    path,
    trustProxy,
    secretFile: values.secretFile,
    tlsCert: values.tlsCert,
    tlsKey: values.tlsKey,
    port: requireWhole('--port', values.port, [0, 65_535]),
    maxBodyBytes: requireWhole('--max-body-bytes', values.maxBodyBytes, [1024, MAX_BODY_BYTES]),
    maxRate: requireWhole('--max-rate', values.maxRate, [1, 1_000_000]),
    maxFileBytes: requireWhole('--max-file-bytes', values.maxFileBytes, [1024, MAX_FILE_BYTES]),
    keepDays:
      values.keepDays === undefined
        ? undefined
        : requireWhole('--keep-days', values.keepDays, [1, MAX_KEEPING_DAYS]),
  };
}

function requireOnce(values: Values): void {
  const repeated = Object.entries(values).find(
    ([name, value]) => name !== '_' && Array.isArray(value),
  );
  if (repeated) throw new UsageError(`--${repeated[0]} is given more than once.`);
}

function requireWhole(
  option: string,
  value: number,
  [min, max]: readonly [number, number],
): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${option}: expected a whole number from ${min} to ${max}.`);
}
