import {afterAll, describe, expect, test} from 'vitest';
import {removeFolders, run, start} from '../fixtures/run-connector.js';
import {startedOnce} from '../fixtures/started.js';
import {type DestinationUnderTest, peopleCatalog} from './connector-under-test.js';
import {destinations} from './connectors/index.js';
import {errorsOf, statesOf} from './messages.js';

afterAll(removeFolders);

describe.for(destinations)('$title', destination => {
  const {name} = destination;
  const system = startedOnce(destination.start);

  const startWriting = () =>
    start(name, 'write', {config: system().config, catalog: peopleCatalog(destination)});

  test.concurrent('a state comes back while the input is open, and what is before it is there by then', async () => {
    const {child, ended, until} = await startWriting();
    for (const round of [1, 2]) {
      const emails = Array.from({length: 5}, (_, index) => `open${round}-${index}@example.com`);
      child.stdin.write(emails.map(email => record('people', email)).join(''));
      child.stdin.write(state('people', round));
      const message = await until(said => said.type === 'STATE' && idOf(said.state) === round);
      expect(message).toMatchObject({
        state: {later: {kept: [round]}, destinationStats: {recordCount: 5}},
      });
      expect(await peopleLike(`open${round}-`)).toEqual(emails);
      expect(child.exitCode).toBeNull();
    }
    child.stdin.end();
    expect((await ended).exitCode).toBe(0);
  });

  test.concurrent('the states of two streams come back in the order of each, each when its records are there', async () => {
    const {child, ended, until} = await startWriting();
    const sent: number[] = [];
    for (let round = 1; round <= 40; round += 1) {
      const stream = round % 3 === 0 ? 'guests' : 'people';
      child.stdin.write(record(stream, `order${round}@example.com`) + state(stream, round));
      sent.push(round);
    }
    await until(said => said.type === 'STATE' && idOf(said.state) === 39);
    await until(said => said.type === 'STATE' && idOf(said.state) === 40);
    expect(await peopleLike('order')).toHaveLength(40);
    child.stdin.end();
    const {messages, exitCode} = await ended;
    const ids = statesOf(messages).map(idOf);
    const isGuest = (id: number) => id % 3 === 0;
    expect(ids.filter(isGuest)).toEqual(sent.filter(isGuest));
    expect(ids.filter(id => !isGuest(id))).toEqual(sent.filter(id => !isGuest(id)));
    for (const {destinationStats} of statesOf(messages))
      expect(destinationStats).toMatchObject({recordCount: 1, rejectedRecordCount: 0});
    expect(exitCode).toBe(0);
  });

  test.concurrent('the same input once more changes nothing and is answered the same', async () => {
    const input = [1, 2, 3].map(n => record('people', `again${n}@example.com`)).join('');
    const known = {created: 0, updated: 0, unchanged: 3};
    for (const additionalStats of [{created: 3}, destination.forgetsRuns ? {created: 3} : known]) {
      const {child, ended} = await startWriting();
      child.stdin.end(input + state('people', 1));
      const {messages, exitCode} = await ended;
      expect(statesOf(messages)).toMatchObject([
        {destinationStats: {recordCount: 3, additionalStats}},
      ]);
      expect(exitCode).toBe(0);
    }
    expect(await peopleLike('again')).toHaveLength(3);
  });

  test.concurrent.for(badCatalogs(destination))(
    'a catalog %s is an error and no success',
    async ([, catalog, words]) => {
      const {exitCode, messages} = await run(name, 'write', {config: system().config, catalog});
      expect(errorsOf(messages)).toMatchObject([
        {failure_type: 'config_error', message: expect.stringContaining(words)},
      ]);
      expect(exitCode).toBe(1);
    },
  );

  test.concurrent('SIGTERM ends a write by the signal itself', async () => {
    const {child, ended, until} = await startWriting();
    child.stdin.write(state('people', 1));
    await until(({type}) => type === 'STATE');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({signal: 'SIGTERM', exitCode: null});
  });

  test.concurrent('a reader that goes away ends a write, which is then no success', async () => {
    const {child, ended, until} = await startWriting();
    child.stdin.write(state('people', 1));
    await until(({type}) => type === 'STATE');
    child.stdout.destroy();
    child.stdin.end(record('people', 'gone@example.com') + state('people', 2));
    expect((await ended).exitCode).toBe(1);
  });

  async function peopleLike(start: string): Promise<(string | null)[]> {
    const emails = (await system().people()).map(({email}) => email);
    return emails.filter(email => email?.startsWith(start)).toSorted();
  }
});

function record(stream: string, email: string): string {
  const data = {email, name: `Name of ${email}`};
  return `${JSON.stringify({type: 'RECORD', record: {stream, data, emitted_at: 1}})}\n`;
}

function state(stream: string, id: number): string {
  const content = {stream_descriptor: {name: stream}, stream_state: {next: id}};
  return `${JSON.stringify({type: 'STATE', state: {type: 'STREAM', stream: content, id, later: {kept: [id]}}})}\n`;
}

function idOf(value: object): number {
  return (value as {id: number}).id;
}

function badCatalogs(destination: DestinationUnderTest): [string, object | string, string][] {
  const [people] = peopleCatalog(destination).streams;
  return [
    [
      'with a sync mode that there is not',
      {streams: [{...people, sync_mode: 'INVALID'}]},
      '"INVALID"',
    ],
    ['without a stream', {streams: [{...people, stream: undefined}]}, '"stream" is missing'],
    ['with one stream twice', {streams: [people, people]}, 'twice'],
    ['that is no JSON', '{"streams": [', 'not valid JSON'],
    ['that is no catalog', '[]', 'catalog'],
  ];
}
