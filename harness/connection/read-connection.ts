import {dirname, resolve} from 'node:path';
import {configError, describeErrors} from '@cohort-salesforce/spec';
import type {Connection} from '../generated/types.js';
import {validateConnection} from '../generated/validators.js';
import {callName} from '../report/call-name.js';
import {
  alsoProblems,
  channelProblems,
  SECRET_NAMES,
  SYSTEMS,
  secretsFor,
  typeOf,
  userConditionProblems,
  valueProblems,
} from '../systems/index.js';
import {withChannelPaths} from './channel-paths.js';
import {expandEnvironment} from './expand-environment.js';
import {Logins} from './logins.js';
import {isMapping, mergeMappings} from './merge-mappings.js';
import {parseYaml, readYamlText} from './parse-yaml.js';
import {readSecrets, type Secrets} from './secrets-file.js';

const WHAT = 'connection';

export interface LoadedConnection {
  path: string;
  secretsPath: string;
  connection: Connection;
  logins: Logins;
}

export interface ReadOptions {
  environment?: NodeJS.ProcessEnv;
  /** What stands for secrets that are yet to come, while someone connects. */
  placeholders?: Secrets;
  /** What the file is about to contain, to validate it before it is written. */
  text?: string | undefined;
}

/**
 * Reads the connection with its secrets and the environment's values put in. Throws one config
 * error that names everything that is wrong, each with its path, what was found and what is wanted.
 */
export async function readConnection(
  path: string,
  {environment = process.env, placeholders = {}, text}: ReadOptions = {},
): Promise<LoadedConnection> {
  const written = await readWritten(path, text);
  const problems = secretsInTheOpen(written);
  const expand = (value: unknown) =>
    expandEnvironment(value, environment, (at, name) =>
      problems.push(`at ${at}: the environment variable ${name} is not set`),
    );
  const connection = expand(written);
  const secretsPath = secretsPathOf(path, connection);
  const secrets = expand(await readSecrets(secretsPath)) as Secrets;
  const whole = withSecrets(underlay(connection, placeholders), secrets);
  if (!validateConnection(whole)) {
    problems.push(describeErrors(validateConnection, whole, isSecretPath));
  } else problems.push(...contradictions(whole));
  problems.push(...missingSecrets(whole));
  if (problems.length > 0 || !validateConnection(whole)) throw notValid(path, problems);
  const connected = withChannelPaths(whole, dirname(path));
  return {
    path,
    secretsPath,
    connection: connected,
    logins: loginsOf(connected, {secretsPath, environment}),
  };
}

async function readWritten(path: string, given: string | undefined): Promise<unknown> {
  const text = given ?? (await readYamlText(path, WHAT));
  if (text === undefined) throw noConnection(path);
  const written = parseYaml(text, {path, what: WHAT});
  // Nothing, or nothing but comments.
  if (written === null) throw emptyConnection(path);
  return written;
}

function emptyConnection(path: string) {
  return configError(
    `Reading the connection: ${path} is empty. Delete it, then make it: ${callName()} init --connection ${path}`,
  );
}

/** The error of a connection that is not there. */
export function noConnection(path: string) {
  return configError(
    `Reading the connection: there is no file ${path}. Name it with --connection FILE, or make it: ${callName()} init --connection ${path}`,
  );
}

/** Beside the connection: `customers.yaml` -> `customers.secrets.yaml`, unless it names another. */
export function secretsPathOf(path: string, connection: unknown): string {
  const named = isMapping(connection) ? connection.secrets : undefined;
  if (typeof named === 'string') return resolve(dirname(path), named);
  return path.replace(/(\.ya?ml)?$/, found => `.secrets${found || '.yaml'}`);
}

// A connection file is committed and mailed around; a secret in it is one no more.
function secretsInTheOpen(written: unknown): string[] {
  return SYSTEMS.flatMap(system =>
    secretsWithin(isMapping(written) ? written[system] : undefined, `/${system}`),
  );
}

function secretsWithin(login: unknown, path: string): string[] {
  return Object.entries(isMapping(login) ? login : {}).flatMap(([key, value]) => {
    if (isMapping(value)) return secretsWithin(value, `${path}/${key}`);
    if (!SECRET_NAMES.has(key) || isReference(value)) return [];
    return [`at ${path}/${key}: found a secret, expected it in the secrets file`];
  });
}

function withSecrets(connection: unknown, secrets: Secrets): unknown {
  if (!isMapping(connection)) return connection;
  const {channel, ...others} = secrets.cohort ?? {};
  const isLeftOver = isMapping(channel) && !('type' in channel) && !isDatabase(connection);
  return mergeMappings(connection, isLeftOver ? {...secrets, cohort: others} : secrets);
}

// The address of a database stays in the secrets when another channel is chosen.
function isDatabase({cohort}: Record<string, unknown>): boolean {
  return isMapping(cohort) && typeOf(cohort.channel) === 'postgresql';
}

// Only where nothing else is said; what is optional is not added for the sake of a secret in it.
function underlay(connection: unknown, placeholders: Readonly<Record<string, unknown>>): unknown {
  if (!isMapping(connection)) return connection;
  const whole = {...connection};
  for (const [name, value] of Object.entries(placeholders)) {
    if (!isMapping(value)) whole[name] ??= value;
    else if (isMapping(whole[name])) whole[name] = underlay(whole[name], value);
  }
  return whole;
}

function contradictions(connection: Connection): string[] {
  return [
    ...channelProblems(connection),
    ...valueProblems(connection),
    ...userConditionProblems(connection),
    ...alsoProblems(connection),
  ];
}

// The schema cannot ask for them: an editor checks the connection without its secrets.
function missingSecrets(connection: unknown): string[] {
  return SYSTEMS.flatMap(system => {
    const login = isMapping(connection) ? connection[system] : undefined;
    if (!isMapping(login)) return [];
    const missing = secretsFor(system, login).filter(name => login[name] === undefined);
    return missing.map(name => `at /${system}: "${name}" is missing`);
  });
}

function notValid(path: string, problems: readonly string[]) {
  const text = problems.filter(Boolean).join('; ');
  const commands = SYSTEMS.filter(system =>
    problems.some(problem => isMissingSecret(problem, system)),
  ).map(system => `${callName()} connect ${system} --connection ${path}`);
  const hint =
    commands.length > 0
      ? ` Missing secrets come from the secrets file or from the environment. To log in, run: ${commands.join('; ')}`
      : '';
  return configError(`The connection ${path} is not valid: ${text}.${hint}`);
}

function isMissingSecret(problem: string, system: string): boolean {
  const isMissing = [...SECRET_NAMES].some(name => problem.includes(`"${name}" is missing`));
  return isMissing && problem.includes(`at /${system}`);
}

function loginsOf(
  {salesforce, cohort}: Connection,
  {secretsPath, environment}: {secretsPath: string; environment: NodeJS.ProcessEnv},
): Logins {
  const logins = {salesforce: {auth_type: 'Client', ...salesforce}, cohort: {...cohort}};
  return new Logins(secretsPath, logins, environment);
}

function isSecretPath(path: string): boolean {
  return path.split('/').some(key => SECRET_NAMES.has(key));
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && /^\$\{[A-Za-z_]\w*\}$/.test(value);
}
