import {
  type SalesforceEmulator,
  startSalesforceEmulator,
} from '@cohort-salesforce/emulators/salesforce';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {execute} from '../fixtures/run-bin.js';
import {builtProgram, writeFiles} from '../fixtures/run-program.js';

let emulator: SalesforceEmulator;
beforeAll(async () => {
  emulator = await startSalesforceEmulator({contacts: 1, tls: true});
});
afterAll(() => emulator.close());

async function check(env: NodeJS.ProcessEnv) {
  const {login_url, client_id, client_secret, refresh_token} = emulator.credentials;
  const {config} = await writeFiles({config: {login_url, client_id, client_secret, refresh_token}});
  const program = builtProgram('programs/source-salesforce/main.mjs');
  return execute(process.execPath, [program, 'check', '--config', config], {env});
}

test('a server whose certificate nobody vouches for gets no login', async () => {
  const {code, stdout} = await check({});
  expect(code).toBe(0);
  expect(stdout).toMatch(/FAILED.*certificate that is not trusted .* NODE_EXTRA_CA_CERTS/);
});

test('a certificate of one’s own is trusted when it is named', async () => {
  const {code, stdout} = await check({NODE_EXTRA_CA_CERTS: emulator.caFile});
  expect(stdout).toContain('SUCCEEDED');
  expect(stdout).not.toContain('"WARN"');
  expect(code).toBe(0);
});

test('if certificate verification is off, every run logs a warning', async () => {
  const {stdout} = await check({NODE_TLS_REJECT_UNAUTHORIZED: '0'});
  expect(stdout).toContain('SUCCEEDED');
  expect(stdout).toMatch(/"level":"WARN","message":"NODE_TLS_REJECT_UNAUTHORIZED=0: certificates/);
});
