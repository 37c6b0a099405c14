import {request} from 'node:http';
import {connect} from 'node:net';
import {setTimeout as wait} from 'node:timers/promises';
import {expect, onTestFinished, test} from 'vitest';
import {
  type Handling,
  handleDeliveries,
} from '../../../source-cohort/webhooks/server/delivery-handler.js';
import {RateLimiter} from '../../../source-cohort/webhooks/server/rate-limiter.js';
import {BodyBudget} from '../../../source-cohort/webhooks/server/read-body.js';
import {startReceiver} from '../../../source-cohort/webhooks/server/receiver.js';
import {RejectionLog} from '../../../source-cohort/webhooks/server/rejection-log.js';
import {Verifier} from '../../../source-cohort/webhooks/server/verifier.js';
import {badgeEvent, deliver, post, SECRET, sign} from './fixtures/deliveries.js';

const BODY = JSON.stringify(badgeEvent());

async function startTestReceiver(changes: Partial<Handling> = {}, requestTimeoutMs = 10_000) {
  const stored: string[] = [];
  const log: string[] = [];
  const verifier = new Verifier([SECRET]);
  const receiver = await startReceiver({
    host: '127.0.0.1',
    port: 0,
    certificate: undefined,
    requestTimeoutMs,
    handle: handleDeliveries({
      path: '/hook',
      store: {
        store: async ({id}) => {
          stored.push(id);
          return 'stored';
        },
        probe: async () => {},
      },
      verifier: () => verifier,
      rate: new RateLimiter(1000),
      rejections: new RejectionLog(line => void log.push(line)),
      trustsProxy: false,
      maxBytes: 2000,
      budget: new BodyBudget(100_000),
      answerWithinMs: 1000,
      ...changes,
    }),
  });
  onTestFinished(() => receiver.close());
  return {url: `${receiver.url}/hook`, base: receiver.url, stored, log};
}

test('a signed delivery is stored under its id and answered with 204', async () => {
  const {url, stored} = await startTestReceiver();
  expect(await deliver(url, {id: 'msg_1', body: BODY})).toEqual({status: 204, text: ''});
  expect(stored).toEqual(['msg_1']);
});

test('the headers of the standard are taken as well', async () => {
  const {url, stored} = await startTestReceiver();
  const headers = Object.entries(sign({id: 'msg_1', body: BODY}));
  const standard = headers.map(([name, value]) => [name.replace('svix-', 'webhook-'), value]);
  expect((await post(url, BODY, Object.fromEntries(standard))).status).toBe(204);
  expect(stored).toEqual(['msg_1']);
});

test('a forged, changed, missing or foreign signature is refused, and nothing of it is stored', async () => {
  const {url, stored, log} = await startTestReceiver();
  const headers = sign({id: 'msg_1', body: BODY});
  const foreign = `whsec_${Buffer.from('somebody elses secret').toString('base64')}`;
  const refused = [
    post(url, BODY),
    post(url, `${BODY} `, headers),
    post(url, BODY, {...headers, 'svix-id': 'msg_2'}),
    post(url, BODY, {...headers, 'svix-signature': 'v1,'}),
    post(url, BODY, {...headers, 'svix-signature': 'v1'}),
    post(url, BODY, {...headers, 'svix-signature': headers['svix-signature']?.slice(3) ?? ''}),
    post(url, BODY, sign({id: 'msg_1', body: BODY, secret: foreign})),
  ];
  expect((await Promise.all(refused)).map(({status}) => status)).toEqual(refused.map(() => 401));
  expect(stored).toEqual([]);
  expect(log).toHaveLength(1);
  expect(log[0]).not.toContain('@example.com');
});

test('a delivery that was signed long ago, or in the future, is refused', async () => {
  const {url, stored, log} = await startTestReceiver();
  const now = Math.floor(Date.now() / 1000);
  for (const timestamp of [now - 600, now + 600]) {
    const {status, text} = await deliver(url, {id: 'msg_1', body: BODY, timestamp});
    expect(status).toBe(401);
    expect(text).toContain('Message timestamp too');
  }
  expect(stored).toEqual([]);
  expect(log[0]).toContain('check the clock of this machine');
});

test.each([
  ['[1]', 'The body is not a JSON object'],
  ['{"a"', 'The body is not JSON'],
  ['null', 'The body is not a JSON object'],
  [`{"a":${'['.repeat(200)}${']'.repeat(200)}}`, 'The body is nested too deep'],
])('a signed body that is no event is refused: %s', async (body, message) => {
  const {url, stored} = await startTestReceiver();
  const answer = await deliver(url, {id: 'msg_1', body});
  expect(answer).toEqual({status: 400, text: `{"message":"${message}"}\n`});
  expect(stored).toEqual([]);
});

test('a body that is too large is rejected before it has arrived, with or without Content-Length', async () => {
  const {url, stored} = await startTestReceiver();
  const headers = sign({id: 'msg_1', body: ''});
  for (const length of [{'content-length': '1000000000'}, {'transfer-encoding': 'chunked'}]) {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = request(
        url,
        {method: 'POST', headers: {...headers, ...length}},
        incoming => {
          resolve(incoming.statusCode);
          outgoing.destroy();
        },
      );
      outgoing.on('error', reject);
      outgoing.write('x'.repeat(5000));
    });
    expect(status).toBe(413);
  }
  expect(stored).toEqual([]);
});

test('a body that takes too long is cut off', async () => {
  const {url} = await startTestReceiver({}, 300);
  const {port} = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  const headers = Object.entries(sign({id: 'msg_1', body: BODY}));
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(`POST /hook HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n${head}\r\n{`);
  let text = '';
  for await (const chunk of socket) text += chunk;
  expect(text).toMatch(/^(HTTP\/1.1 408 .*|HTTP\/1.1 400 .*|)/);
  expect(text).not.toContain('204');
});

test('when bodies take more memory than there is for them, the next is answered with 503', async () => {
  const {url, stored} = await startTestReceiver({budget: new BodyBudget(BODY.length - 1)});
  expect((await deliver(url, {id: 'msg_1', body: BODY})).status).toBe(503);
  expect((await deliver(url, {id: 'msg_1', body: '{}'})).status).toBe(204);
  expect(stored).toEqual(['msg_1']);
});

test('too many deliveries from one address are answered with 429', async () => {
  const {url} = await startTestReceiver({rate: new RateLimiter(1, () => 0)});
  const statuses: number[] = [];
  for (const id of ['1', '2', '3']) statuses.push((await deliver(url, {id, body: BODY})).status);
  expect(statuses).toEqual([204, 204, 429]);
});

test('behind a trusted proxy each sender has a limit of its own; else the header means nothing', async () => {
  for (const trustsProxy of [true, false]) {
    const {url} = await startTestReceiver({trustsProxy, rate: new RateLimiter(1, () => 0)});
    const statuses: number[] = [];
    for (const id of ['1', '2', '3']) {
      const forwarded = {'x-forwarded-for': `9.9.9.9, 10.0.0.${id}`};
      const headers = {...sign({id, body: BODY}), ...forwarded};
      statuses.push((await post(url, BODY, headers)).status);
    }
    expect(statuses).toEqual([204, 204, trustsProxy ? 204 : 429]);
  }
});

test('a store that fails, or does not answer in time, is answered with 503: Svix delivers again', async () => {
  const failing = () => Promise.reject(new Error('disk full'));
  const hanging = () => new Promise<never>(() => {});
  for (const stuck of [failing, hanging]) {
    const store = {store: stuck, probe: stuck};
    const {url, base} = await startTestReceiver({store, answerWithinMs: 50});
    expect((await deliver(url, {id: 'msg_1', body: BODY})).status).toBe(503);
    expect((await fetch(`${base}/healthz`)).status).toBe(503);
  }
});

test('/healthz answers 200; other paths and methods are refused', async () => {
  const {url, base} = await startTestReceiver();
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
  expect((await fetch(`${base}/healthz`, {method: 'HEAD'})).status).toBe(200);
  expect((await fetch(url)).status).toBe(405);
  expect((await post(`${base}/other`, BODY)).status).toBe(404);
});

test('the rate limiter forgets addresses that were seen longest ago', () => {
  const rate = new RateLimiter(1, () => 0);
  for (let address = 0; address < 20_000; address++) rate.take(String(address));
  expect(rate.size).toBe(10_000);
});

test('rejections that follow soon are summed up', async () => {
  const lines: string[] = [];
  const log = new RejectionLog(line => void lines.push(line));
  for (let count = 0; count < 3; count++)
    log.add({status: 401, message: 'no'}, '1.2.3.4\n\u001b[0m');
  await wait(0);
  expect(lines).toEqual(['Rejected a delivery from 1.2.3.4???0m: 401 no.']);
  log.flush();
  expect(lines[1]).toBe('Rejected further deliveries: 2 x 401 no.');
});
