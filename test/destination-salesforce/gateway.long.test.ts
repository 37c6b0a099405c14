import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Config} from '../../destination-salesforce/generated/types.js';
import {meddlingProxy, type Refuse} from '../fixtures/meddling-proxy.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, userOf, usersOf} from './fixtures/users.js';

let org: Org;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(() => org.close());

const PAGE = '<html><title>Attention Required!</title>';
const BAD = userOf(7).email as string;

const isWrite = (method: string, url: string) =>
  method !== 'GET' && /\/composite\/sobjects(\?|$)|\/batches$/.test(url);

/** A gateway that answers writes with a page when it does not like what is in them. */
function gateway(isDisliked: (sent: string) => boolean, status: number): Refuse {
  return ({method, url, sent}) =>
    isWrite(method, url) && isDisliked(sent.toString()) ? {status, body: PAGE} : undefined;
}

async function write(refuse: Refuse, count: number, config: Partial<Config>) {
  const proxy = await meddlingProxy(org.url, () => undefined, refuse);
  const written = () =>
    exportUsers({...org.config, login_url: proxy.url, ...config}, usersOf(count));
  return {proxy, written};
}

const madeOf = async () => (await org.query('SELECT Id FROM Contact')).length;

describe.each(['rest', 'bulk'] as const)('a gateway before %s writes', write_api => {
  test.each([403, 400, 406])(
    'that answers %i for the text of one record costs only this record',
    async status => {
      const {written} = await write(
        gateway(sent => sent.includes(BAD), status),
        30,
        {write_api},
      );
      const {counts, results} = await written();
      expect(counts).toEqual({created: 29, [`HTTP_${status}`]: 1});
      expect(results[7]).toMatchObject({
        status: 'rejected',
        message: expect.stringContaining('succeeds without it'),
      });
      expect(await madeOf()).toBe(29);
    },
  );

  test('that refuses every record ends the run with one transient error, and rejects nobody', async () => {
    const {written} = await write(
      gateway(() => true, 403),
      30,
      {write_api},
    );
    await expect(written()).rejects.toMatchObject({
      failure: 'transient_error',
      message: expect.stringMatching(/HTTP_403.*"Attention Required!".*gateway or firewall/),
    });
    expect(await madeOf()).toBe(0);
  });
});

test('an update that is answered with a page for one record is rejected alone', async () => {
  await exportUsers(org.config, usersOf(30));
  const changed = usersOf(30).map(user => ({...user, firstName: 'Other'}));
  const proxy = await meddlingProxy(
    org.url,
    () => undefined,
    gateway(sent => sent.includes('Last 7'), 403),
  );
  const users = changed.map((user, index) => (index === 7 ? {...user, lastName: 'Last 7x'} : user));
  const {counts} = await exportUsers({...org.config, login_url: proxy.url}, users);
  expect(counts).toEqual({updated: 29, HTTP_403: 1});
});

test('a large file whose upload is refused goes out in smaller files', async () => {
  const {proxy, written} = await write(
    gateway(sent => sent.includes(`"${BAD}"`), 403),
    5000,
    {write_api: 'bulk'},
  );
  expect((await written()).counts).toEqual({created: 4999, HTTP_403: 1});
  const uploads = proxy.asked.filter(line => line.startsWith('PUT'));
  expect(uploads.length).toBeLessThan(6);
});

describe('a result of a bulk job', () => {
  const answers: ((body: string) => string)[] = [
    () => '<html>one line</html>',
    () => '<html>\n<p>Please\n<p>log in\n',
    body => body.split('\n').slice(0, -2).join('\n'),
    body => body.slice(0, body.length / 2),
  ];

  test.each(answers)(
    'that is a page or lacks its end with status 200 is asked for again: %s',
    async change => {
      let asked = 0;
      const proxy = await meddlingProxy(org.url, ({url, body}) => {
        if (!url.endsWith('/successfulResults')) return undefined;
        asked += 1;
        return asked === 1 ? {body: Buffer.from(change(body.toString()))} : undefined;
      });
      const config = {...org.config, login_url: proxy.url, write_api: 'bulk' as const};
      const {counts} = await exportUsers(config, usersOf(20));
      expect(counts).toEqual({created: 20});
      expect(asked).toBe(2);
      expect(proxy.asked.filter(line => line.startsWith('PUT'))).toHaveLength(1);
    },
  );
});
