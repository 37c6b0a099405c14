import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {expandEnvironment} from '../../harness/connection/expand-environment.js';
import {Logins} from '../../harness/connection/logins.js';
import {readSecrets} from '../../harness/connection/secrets-file.js';
import {runProgram, writeFiles} from '../fixtures/run-program.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';
import {listen} from './listen.js';

const REFERENCE = '$' + '{HOME}';
const AS_IT_IS = `a${REFERENCE}$$$1$&`;

test('a login that a connector told is read again as it was, whatever it holds', async () => {
  const path = join(await temporaryFolder(), 'secrets.yaml');
  await writeFile(path, `cohort:\n  api_key: ${REFERENCE}\n`);
  await new Logins(path, {salesforce: {}}).rotate('salesforce', {refresh_token: AS_IT_IS});
  const read = expandEnvironment(await readSecrets(path), {HOME: '/home/ann'}, () => {});
  expect(read).toEqual({cohort: {api_key: '/home/ann'}, salesforce: {refresh_token: AS_IT_IS}});
  expect(await readFile(path, 'utf8')).toContain(`api_key: ${REFERENCE}`);
});

test('a connector takes its config as it is', async () => {
  const server = await listen(() => ({data: [], nextCursor: null}));
  const api_key = `test_${REFERENCE}`;
  const {config} = await writeFiles({config: {api_key, api_url: server.url}});
  await runProgram('programs/source-cohort/main.mjs', ['check', '--config', config]);
  expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${api_key}`);
});

test('names are not expanded, and what comes from the environment is not either', () => {
  const environment = {HOME: REFERENCE};
  const expanded = expandEnvironment({[REFERENCE]: REFERENCE}, environment, () => {});
  expect(expanded).toEqual({[REFERENCE]: REFERENCE});
});
