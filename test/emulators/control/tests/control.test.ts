import Fastify, {type FastifyInstance} from 'fastify';
import {afterEach, expect, test} from 'vitest';
import {type ControlOptions, controlEmulator} from '../index.js';

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

async function start(options: ControlOptions = {}) {
  app = Fastify();
  let work = 0;
  controlEmulator(app, {stats: () => ({work}), ...options});
  app.get('/things/:id', async () => {
    work += 1;
    return {text: 'x'.repeat(1000)};
  });
  const url = await app.listen({host: '127.0.0.1', port: 0});
  const post = (path: string, body: unknown) =>
    fetch(url + path, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(body),
    });
  const stats = async () => (await fetch(`${url}/__emulator/stats`)).json();
  return {url, post, stats};
}

test('counts requests by route and leaves its own out', async () => {
  const {url, stats} = await start();
  await fetch(`${url}/things/1`);
  await fetch(`${url}/things/2`);
  await fetch(`${url}/nowhere`);
  expect(await stats()).toEqual({
    requests: 3,
    routes: {'GET /things/:id': 2, 'GET none': 1},
    work: 2,
  });
});

test('reset forgets counts, requests and faults, and reseeds only when asked', async () => {
  let reseeded = 0;
  const {url, post, stats} = await start({
    reseed: () => {
      reseeded += 1;
    },
  });
  await fetch(`${url}/things/1`);
  await post('/__emulator/faults', {drop: true});
  await fetch(`${url}/__emulator/reset`, {method: 'POST'});
  expect(await stats()).toMatchObject({requests: 0, routes: {}});
  expect(await (await fetch(`${url}/__emulator/requests`)).json()).toEqual([]);
  expect(await (await fetch(`${url}/__emulator/faults`)).json()).toEqual([]);
  expect(reseeded).toBe(0);
  await post('/__emulator/reset', {data: true});
  expect(reseeded).toBe(1);
});

test('a latency holds each call back, and none that looks into the emulator', async () => {
  const {url, stats} = await start({latencyMs: 3_600_000});
  const late = new AbortController();
  const answer = fetch(`${url}/things/1`, {signal: late.signal});
  await expect.poll(stats).toMatchObject({requests: 1, work: 0});
  late.abort();
  await expect(answer).rejects.toThrow('aborted');
});

test('answers the n-th matching call with the given status, body and headers', async () => {
  const {url, post} = await start();
  const answer = {status: 503, body: [{errorCode: 'X'}], headers: {'retry-after': '7'}};
  await post('/__emulator/faults', {route: '/things/:id', nth: 2, answer});
  const replies = [];
  for (const id of [1, 2, 3]) replies.push(await fetch(`${url}/things/${id}`));
  expect(replies.map(reply => reply.status)).toEqual([200, 503, 200]);
  expect(replies[1]?.headers.get('retry-after')).toBe('7');
  expect(await replies[1]?.json()).toEqual([{errorCode: 'X'}]);
});

test('strikes every n-th call, and no more often than it may', async () => {
  const {url, post} = await start();
  await post('/__emulator/faults', {every: 2, times: 2, answer: {status: 500}});
  const statuses = [];
  for (let id = 0; id < 8; id++) statuses.push((await fetch(`${url}/things/${id}`)).status);
  expect(statuses).toEqual([200, 500, 200, 500, 200, 200, 200, 200]);
});

test('strikes the same random share of calls for the same seed', async () => {
  const {url, post} = await start();
  const run = async () => {
    await fetch(`${url}/__emulator/faults`, {method: 'DELETE'});
    await post('/__emulator/faults', {share: 0.3, seed: 5, answer: {status: 500}});
    const statuses = [];
    for (let id = 0; id < 60; id++) statuses.push((await fetch(`${url}/things/${id}`)).status);
    return statuses;
  };
  const first = await run();
  const struck = first.filter(status => status === 500).length;
  expect(struck).toBeGreaterThan(5);
  expect(struck).toBeLessThan(35);
  expect(await run()).toEqual(first);
});

test('drops the connection before the work, or loses the reply after it', async () => {
  const {url, post, stats} = await start();
  await post('/__emulator/faults', {nth: 1, drop: true});
  await expect(fetch(`${url}/things/1`)).rejects.toThrow();
  expect(await stats()).toMatchObject({work: 0});
  await fetch(`${url}/__emulator/faults`, {method: 'DELETE'});
  await post('/__emulator/faults', {nth: 1, loseReply: true});
  await expect(fetch(`${url}/things/1`)).rejects.toThrow();
  expect(await stats()).toMatchObject({work: 1});
});

test('cuts the body after so many bytes', async () => {
  const {url, post} = await start();
  await post('/__emulator/faults', {route: '/things/*', cutAfterBytes: 100});
  const reply = await fetch(`${url}/things/1`);
  expect(reply.status).toBe(200);
  let received = 0;
  const read = async () => {
    for await (const chunk of reply.body as unknown as AsyncIterable<Uint8Array>)
      received += chunk.length;
  };
  await expect(read()).rejects.toThrow();
  expect(received).toBe(100);
});

test('refuses a kind of fault that the emulator does not know', async () => {
  const {post} = await start({kinds: ['lock-rows']});
  const reply = await post('/__emulator/faults', {kind: 'lock-row'});
  expect(reply.status).toBe(400);
  expect(await reply.json()).toEqual({
    error: 'unknown kind of fault "lock-row", expected one of: lock-rows',
  });
});
