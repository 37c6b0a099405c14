import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, expect, onTestFinished, test, vi} from 'vitest';

const pauses: number[] = [];
vi.doMock('../../fixtures/short-pauses.js', () => ({
  setTimeout: async (milliseconds: number) => {
    pauses.push(milliseconds);
  },
}));
// Earlier files may have loaded the client with real pauses, and later ones must not get these.
vi.resetModules();
const {createHttpClient} = await import('@cohort-salesforce/spec/http');
afterAll(() => {
  vi.doUnmock('../../fixtures/short-pauses.js');
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
  // What every repetition waits for comes on top, so that clients that were sent away together do not return together.
  const [first = 0, second = 0] = pauses.map(
    (pause, index) => pause - (index === 0 ? 7000 : 60_000),
  );
  expect(first).toSatisfy(pause => pause >= 500 && pause < 1000);
  expect(second).toSatisfy(pause => pause >= 1000 && pause < 2000);
});
