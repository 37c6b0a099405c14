import {createHmac} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {sendAlerts} from '../../../harness/alerts/send-alerts.js';
import type {Summary} from '../../../harness/report/summary.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

const PATH = '/services/T0/B0/secret-of-the-url';
const NONE = {on_failure: undefined, on_rejected: undefined};

const contacts = {
  direction: 'import',
  stream: 'Contact',
  read: 3,
  created: 1,
  updated: 1,
  unchanged: 0,
  duplicates: 0,
  rejected: 1,
};
const failed = {
  status: 'failed',
  exit_reason: 'config_error',
  seconds: 1.5,
  streams: [contacts],
  api_calls: {salesforce: 4},
  errors: [{connector: 'destination-cohort', failure: 'config_error', message: 'A wrong key.'}],
  examples: ['alice@example.com: created'],
} as unknown as Summary;
const succeeded: Summary = {...failed, status: 'succeeded', exit_reason: 'completed', errors: []};
const clean: Summary = {...succeeded, streams: []};

function run(summary: Summary, command = 'sync') {
  return {command, connection: 'acme.yaml', started: '2026-05-01T00:00:00.000Z', summary};
}

/** A server that answers with these statuses, then with 200. */
async function receive(...statuses: readonly number[]) {
  const seen: {body: string; signature: unknown}[] = [];
  const rest = [...statuses];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    seen.push({body, signature: request.headers['x-signature-256']});
    response.writeHead(rest.shift() ?? 200, {'retry-after': '0'}).end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const {port} = server.address() as AddressInfo;
  return {url: `http://127.0.0.1:${port}${PATH}`, origin: `http://127.0.0.1:${port}`, seen};
}

test('a URL receives the summary of a failed run, signed, without values of people', async () => {
  const {url, seen} = await receive();
  const on_failure = {url, secret: 'shared'};
  expect(await sendAlerts({...NONE, on_failure}, run(failed))).toEqual([]);
  const [{body, signature} = {body: '', signature: ''}] = seen;
  expect(JSON.parse(body)).toEqual({
    event: 'failure',
    connection: 'acme.yaml',
    command: 'sync',
    started: '2026-05-01T00:00:00.000Z',
    status: 'failed',
    exit_reason: 'config_error',
    seconds: 1.5,
    streams: [contacts],
    api_calls: {salesforce: 4},
    errors: failed.errors,
  });
  expect(signature).toBe(`sha256=${createHmac('sha256', 'shared').update(body).digest('hex')}`);
});

test("Slack's format is one text with the reason and the counts", async () => {
  const {url, seen} = await receive();
  await sendAlerts({...NONE, on_failure: {url, format: 'slack'}}, run(failed));
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    text: [
      'harness sync of acme.yaml failed.',
      'destination-cohort: A wrong key.',
      'import Contact: 3 read, 1 created, 1 updated, 1 rejected',
    ].join('\n'),
  });
  expect(seen[0]?.signature).toBeUndefined();
});

test.each([
  ['a failure calls on_failure, and on_rejected if records were rejected', failed, 'both'],
  ['rejected records alone call on_rejected', succeeded, 'rejected'],
  ['a clean run calls nothing', clean, 'none'],
  ['an interrupted run calls nothing', {...clean, exit_reason: 'interrupted'}, 'none'],
] as const)('%s', async (_, summary, expected) => {
  const failure = await receive();
  const rejected = await receive();
  await sendAlerts({on_failure: failure.url, on_rejected: rejected.url}, run(summary as Summary));
  expect({failure: failure.seen.length, rejected: rejected.seen.length}).toEqual({
    failure: expected === 'both' ? 1 : 0,
    rejected: expected === 'none' ? 0 : 1,
  });
});

test.each(['plan', 'check', 'explain'])('%s calls nothing', async command => {
  const {url, seen} = await receive();
  await sendAlerts({...NONE, on_failure: url}, run(failed, command));
  expect(seen).toEqual([]);
});

test('a URL that is busy is called again with the same body', async () => {
  const {url, seen} = await receive(503, 429);
  expect(await sendAlerts({...NONE, on_failure: url}, run(failed))).toEqual([]);
  expect(seen.length).toBe(3);
  expect(new Set(seen.map(({body}) => body)).size).toBe(1);
});

test('an alert that is not delivered is a warning without the path of the URL', async () => {
  const {url, origin} = await receive(404);
  const warnings = await sendAlerts({...NONE, on_failure: url}, run(failed));
  expect(warnings).toEqual([
    `on_failure: the alert was not delivered: ${origin} answered with status 404.`,
  ]);
});

test('a command receives the summary on stdin', async () => {
  const out = join(await temporaryFolder(), 'alert.json');
  const script = `process.stdin.pipe(require('node:fs').createWriteStream(process.argv[1]))`;
  const on_rejected = {command: [process.execPath, '-e', script, out]};
  expect(await sendAlerts({...NONE, on_rejected}, run(succeeded))).toEqual([]);
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    event: 'rejected',
    status: 'succeeded',
  });
});

test('arguments of a command are not read by a shell', async () => {
  const folder = await temporaryFolder();
  const argument = `; touch ${join(folder, 'made-by-a-shell')}`;
  const on_failure = {command: [process.execPath, '-e', '', argument]};
  expect(await sendAlerts({...NONE, on_failure}, run(failed))).toEqual([]);
  expect(existsSync(join(folder, 'made-by-a-shell'))).toBe(false);
});

test.each([
  [['/no/such/program'], '/no/such/program: ENOENT.'],
  [[process.execPath, '-e', 'process.exit(3)'], `${process.execPath}: ended with 3.`],
])('a command that fails is a warning: %j', async (command, message) => {
  const warnings = await sendAlerts({...NONE, on_failure: {command}}, run(failed));
  expect(warnings).toEqual([`on_failure: the alert was not delivered: ${message}`]);
});
