import {createHmac} from 'node:crypto';
import Fastify from 'fastify';
import {expect, test} from 'vitest';
import {signWebhook} from '../webhooks/sign-webhook.js';
import {expectSchema, startChecked} from './checked-client.js';

interface Received {
  headers: Record<string, unknown>;
  body: string;
}

/** Takes webhooks; `statuses` are answered in turn, then 200. */
async function startReceiver(statuses: number[] = []) {
  const app = Fastify();
  const received: Received[] = [];
  let tell = () => {};
  app.addContentTypeParser('application/json', {parseAs: 'string'}, (_, body, done) => {
    done(null, body);
  });
  app.post<{Body: string}>('/hook', async ({headers, body}, reply) => {
    received.push({headers, body});
    tell();
    return reply.code(statuses.shift() ?? 200).send();
  });
  const url = `${await app.listen({host: '127.0.0.1', port: 0})}/hook`;
  const until = async (count: number) => {
    while (received.length < count)
      await new Promise<void>(resolve => {
        tell = resolve;
      });
    return received;
  };
  return {url, until, close: () => app.close()};
}

const goldUser = {email: 'hook@example.com', properties: {loyalty_tier: 'Gold'}};

test('signs as the published example of Svix does', () => {
  const headers = signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    body: '{"test": 2432232314}',
  });
  expect(headers['svix-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('sends what happened to users and their badges, signed', async () => {
  const receiver = await startReceiver();
  const emulator = await startChecked({webhooks: {url: receiver.url}});
  await emulator.test.post('/v1/users/batch', {mode: 'upsert', users: [goldUser, goldUser]});
  const received = await receiver.until(2);
  const events = received.map(({body}) => JSON.parse(body));
  expect(events.map(({eventType}) => eventType)).toEqual([
    'cohort.user.created',
    'cohort.badge.gained',
  ]);
  for (const event of events) expectSchema(event, '/components/schemas/WebhookEvent');
  for (const {headers, body} of received) {
    const key = Buffer.from(emulator.webhookSecret.replace('whsec_', ''), 'base64');
    const signed = `${headers['svix-id']}.${headers['svix-timestamp']}.${body}`;
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['svix-signature']).toBe(`v1,${signature}`);
  }
  expect(new Set(received.map(({headers}) => headers['svix-id'])).size).toBe(2);
  await Promise.all([emulator.close(), receiver.close()]);
});

test('sends a webhook again under the same id while it is not answered with 2xx', async () => {
  const receiver = await startReceiver([500, 404]);
  const eventTypes = ['cohort.badge.gained'];
  const retryAfterMs = [1, 1, 1];
  const emulator = await startChecked({webhooks: {url: receiver.url, eventTypes, retryAfterMs}});
  await emulator.test.post('/v1/users/batch', {mode: 'upsert', users: [goldUser]});
  const received = await receiver.until(3);
  expect(new Set(received.map(({headers}) => headers['svix-id'])).size).toBe(1);
  await Promise.all([emulator.close(), receiver.close()]);
});
