import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {stringify} from 'yaml';
import {HARNESS} from '../../fixtures/run-bin.js';

/** A connection and its secrets, in a folder of their own. */
export function writeConnection({
  secrets = {},
  authType = 'Client',
  loginUrl = 'http://127.0.0.1:1',
}: {
  secrets?: object;
  authType?: string;
  loginUrl?: string;
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'connect-'));
  const connection = {
    salesforce: {auth_type: authType, client_id: 'the-app', login_url: loginUrl, username: 'u'},
    cohort: {},
    import: {enabled: false},
  };
  writeFileSync(join(folder, 'acme.yaml'), stringify(connection));
  const secretsPath = join(folder, 'acme.secrets.yaml');
  writeFileSync(secretsPath, stringify(secrets), {mode: 0o600});
  return {path: join(folder, 'acme.yaml'), secretsPath};
}

const NUMBERS = resolve('test/fixtures/connectors/numbers-source.mjs');

/** Programs that accept any login, unless the test makes them reject it. */
export const TESTED = ['salesforce', 'cohort'].flatMap(system => [
  '--connector',
  `source-${system}=${NUMBERS}`,
]);

/** For `startConnect`: the programs refuse every login. */
export function refuses(message: string): NodeJS.ProcessEnv {
  const checks = {status: 'FAILED', message};
  return {NUMBERS_SOURCE: JSON.stringify({checks})};
}

/** Starts the command; `address` resolves with the address that it asks a person to open. */
export async function startConnect(args: string[], input = '', env: NodeJS.ProcessEnv = {}) {
  const child = spawn(HARNESS, ['connect', ...args], {env: {...process.env, ...env}});
  let stdout = '';
  child.stdout.on('data', chunk => {
    stdout += chunk;
  });
  let stderr = '';
  child.stderr.on('data', chunk => {
    stderr += chunk;
  });
  child.stdin.end(input);
  const finished = once(child, 'close').then(([code]) => ({code: code as number, stdout, stderr}));
  const address = async () => {
    for (;;) {
      const found = /^ {2}(http\S+)$/m.exec(stderr)?.[1];
      if (found) return new URL(found);
      await once(child.stderr, 'data');
    }
  };
  return {finished, address, child};
}
