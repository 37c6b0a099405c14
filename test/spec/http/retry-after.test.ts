import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, expect, onTestFinished, test, vi} from 'vitest';

const pauses: unknown[] = [];
vi.doMock('node:timers/promises', () => ({
  setTimeout: async (milliseconds: unknown) => {
    pauses.push(milliseconds);
  },
}));
// Earlier files may have loaded the client with real pauses, and later ones must not get these.
vi.resetModules();
const {createHttpClient} = await import('@cohort-salesforce/spec/http');
afterAll(() => {
  vi.doUnmock('node:timers/promises');
  vi.resetModules();
});

test('a request waits as long as the server asks for, though never longer than a minute', async () => {
  const asked = ['7', '3600'];
  const server = createServer((_, response) => {
    const after = asked.shift();
    if (after) response.writeHead(429, {'retry-after': after});
    response.end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const client = createHttpClient();
  const {port} = server.address() as AddressInfo;
  await client.text({method: 'GET', url: `http://127.0.0.1:${port}/`});
  await client.close();
  expect(pauses).toEqual([7000, 60_000]);
});
