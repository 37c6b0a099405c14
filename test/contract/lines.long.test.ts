import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {freshPath, removeFolders, type Started, start} from '../fixtures/run-connector.js';
import {type DestinationUnderTest, type Person, peopleCatalog} from './connector-under-test.js';
import {destinations} from './connectors/index.js';
import {errorsOf, logsOf, statesOf} from './messages.js';
import {type LineFile, parseLineFile} from './parse-line-file.js';

afterAll(removeFolders);

const LINES = new URL('lines/', import.meta.url);
const files = readdirSync(LINES).map(name => new URL(name, LINES));

test('there are at least forty troubles', () => {
  expect(files.length).toBeGreaterThanOrEqual(40);
});

describe.for(destinations)('$title', destination => {
  const cases = files.map(path => parseLineFile(path, destination.name));

  test.concurrent.for(cases)('$name: $expectation.what', async file => {
    const {exit, states, people, rejects = 0, reasons = [], ...said} = file.expectation;
    const {ended, found, rejected} = await write(destination, file);
    const {exitCode, messages, stdout} = ended;
    const errors = errorsOf(messages);

    const came = streamByStream(statesOf(messages));
    expect(came.map(countsOf)).toEqual(states);
    expect(came.map(withoutCounts)).toEqual(statesSent(file, came));
    expect(found).toEqual(people.toSorted(byEmail).map(person => expect.objectContaining(person)));
    expect(rejected).toHaveLength(rejects);
    for (const rejection of rejected)
      expect(rejection).toMatchObject({
        code: expect.stringMatching(/^[A-Z_]+$/),
        message: expect.stringMatching(/.{10}/),
        record: expect.any(Object),
      });
    for (const words of reasons)
      expect(rejected.map(({message}) => message).join('\n')).toContain(words);
    expect(errors.length).toBe(said.error ? 1 : 0);
    for (const words of said.error ?? []) expect(errors[0]?.message).toContain(words);
    for (const words of said.warning ?? []) expect(logsOf(messages)).toContain(words);
    for (const words of said.verbatim ?? []) expect(stdout).toContain(words);
    expect(exitCode).toBe(exit);
  });
});

/** Feeds a line file to a destination whose system is empty, and resolves with all that came of it. */
async function write(destination: DestinationUnderTest, {parts}: LineFile) {
  const system = await destination.start();
  try {
    const rejects_dir = freshPath('rejects');
    const started = await start(destination.name, 'write', {
      config: {...system.config, rejects_dir},
      catalog: peopleCatalog(destination),
    });
    await feed(started, parts);
    const ended = await started.ended;
    const found = (await system.people()).toSorted(byEmail);
    return {ended, found, rejected: await readRejects(rejects_dir)};
  } finally {
    await system.close();
  }
}

// A part follows when every state before it has come back: only then is it sure to arrive by itself.
async function feed({child, until}: Started, parts: readonly Buffer[]): Promise<void> {
  let states = 0;
  for (const [index, part] of parts.entries()) {
    child.stdin.write(part);
    states += part.toString('latin1').split('"type":"STATE"').length - 1;
    if (index === parts.length - 1) break;
    let seen = 0;
    await until(({type}) => type === 'STATE' && ++seen === states);
  }
  child.stdin.end();
}

async function readRejects(folder: string): Promise<Record<string, string>[]> {
  const texts = await Promise.all(
    ['people', 'guests'].map(stream =>
      readFile(join(folder, `${stream}.jsonl`), 'utf8').catch(() => ''),
    ),
  );
  return texts
    .join('')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
}

type State = ReturnType<typeof statesOf>[number] & {id?: number};

// Only the order within a stream is promised.
function streamByStream(states: readonly State[]): State[] {
  const nameOf = ({stream}: State) => stream?.stream_descriptor.name ?? '';
  return states.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

function countsOf({id, destinationStats}: State) {
  return [id, destinationStats?.recordCount, destinationStats?.rejectedRecordCount];
}

function withoutCounts({destinationStats, ...state}: State) {
  return state;
}

// The states of the input that came back: they must be what they were.
function statesSent({parts}: LineFile, came: readonly State[]): unknown[] {
  const lines = Buffer.concat([...parts])
    .toString()
    .split(/\r?\n/);
  const sent = lines
    .filter(line => line.length < 10_000 && line.includes('"STATE"'))
    .map(line => (JSON.parse(line) as {state: State}).state);
  return came.map(({id}) => {
    const state = sent.find(each => each.id === id);
    return state && withoutCounts(state);
  });
}

function byEmail(a: Pick<Person, 'email'>, b: Pick<Person, 'email'>): number {
  return `${a.email}` < `${b.email}` ? -1 : 1;
}
