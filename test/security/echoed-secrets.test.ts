import {chmod, writeFile} from 'node:fs/promises';
import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import {afterEach, expect, test} from 'vitest';
import {runBin} from '../fixtures/run-bin.js';
import {runProgram, writeFiles} from '../fixtures/run-program.js';
import {temporaryFolder} from '../fixtures/temporary-folder.js';

const KEY = 'test_s3cret+key/0123456789';

const open: {close(): unknown}[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** A gateway that says in its refusal all that it was sent, in each of these forms. */
async function startEchoing(target?: string): Promise<string> {
  const server: Server = createServer(async (request, response) => {
    const isLogin = request.url?.startsWith('/services/oauth2') === true;
    if (target && isLogin) {
      const answer = await fetch(target + request.url, {
        method: 'POST',
        headers: {'content-type': 'application/x-www-form-urlencoded'},
        body: await bodyOf(request),
      });
      response.end((await answer.text()).replaceAll(target, addressOf(server)));
      return;
    }
    const token = String(request.headers.authorization).replace('Bearer ', '');
    const said = [
      JSON.stringify(request.headers),
      Buffer.from(`x:${token}`).toString('base64'),
      encodeURIComponent(token),
      '\u001b[2J\u009b2J\u202e',
    ];
    response.writeHead(417, {'content-type': 'application/json'});
    response.end(JSON.stringify({code: 'x', errorCode: 'x', message: said.join(' ')}));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  open.push({close: () => server.close()});
  return addressOf(server);
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString();
}

// What every program of these tests says is searched for their secrets as well, in more forms than here.
function expectClean(text: string, secret: string): void {
  expect(text).toContain('**********');
  for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
    expect(text).not.toContain(form);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(text).not.toMatch(/[\u001b\u009b\u202e]/);
}

test('an API key that a gateway echoes is not told', async () => {
  const api_url = await startEchoing();
  const {config} = await writeFiles({config: {api_key: KEY, api_url, api: {retries: 0}}});
  const {stdout, stderr} = await runProgram('source-cohort/main.js', ['check', '--config', config]);
  expectClean(stdout + stderr, KEY);
});

test('an access token that was received in this run is not told when a gateway echoes it', async () => {
  const emulator = await startSalesforceEmulator({contacts: 1});
  open.push(emulator);
  const login_url = await startEchoing(emulator.url);
  const {client_id, client_secret, refresh_token} = emulator.credentials;
  const {config} = await writeFiles({
    config: {client_id, client_secret, refresh_token, login_url},
  });
  const {stdout, stderr} = await runProgram('source-salesforce/main.js', [
    'check',
    '--config',
    config,
  ]);
  expectClean(stdout + stderr, refresh_token);
});

test('harness run blots out the secrets of both configs, in the terminal and in the log', async () => {
  const {config, catalog} = await writeFiles({
    config: {api_key: KEY},
    catalog: {
      streams: [
        {
          stream: {name: 's', json_schema: {}, supported_sync_modes: ['full_refresh']},
          sync_mode: 'full_refresh',
          destination_sync_mode: 'append',
        },
      ],
    },
  });
  const folder = await temporaryFolder();
  const source = await writeScript(folder, 'source', [
    'echo "the config is $(cat "$3")" >&2',
    `echo '{"type":"LOG","log":{"level":"WARN","message":"using ${KEY} \\u001b[2J"}}'`,
    `echo '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"s"},"stream_state":{}}}}'`,
  ]);
  const destination = await writeScript(folder, 'destination', ['cat']);
  const {stdout, stderr} = await runBin('harness', [
    ...['run', '--source', source, '--source-config', config],
    ...['--destination', destination, '--destination-config', config],
    ...['--catalog', catalog, '--state', join(folder, 'state.json')],
    ...['--logs-dir', join(folder, 'logs')],
  ]);
  expectClean(stdout + stderr, KEY);
});

async function writeScript(folder: string, name: string, lines: readonly string[]) {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${lines.join('\n')}\n`);
  await chmod(path, 0o755);
  return path;
}
