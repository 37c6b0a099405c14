import {afterAll, describe, expect, test} from 'vitest';
import {catalogOf} from '../fixtures/catalog.js';
import {startCohort} from '../fixtures/cohort-emulator.js';
import {freshPath, removeFolders, start} from '../fixtures/run-connector.js';
import {startedOnce} from '../fixtures/started.js';
import {errorsOf, statesOf} from './messages.js';

afterAll(removeFolders);

const properties = {id: {type: 'string'}, email: {type: 'string'}, name: {type: 'string'}};
const people = {
  streams: catalogOf(['people']).streams.map(each => ({
    ...each,
    destination_object_name: 'users',
    stream: {...each.stream, json_schema: {type: 'object', properties}},
  })),
};

const record = JSON.stringify({
  type: 'RECORD',
  record: {
    stream: 'people',
    emitted_at: 1,
    data: {id: 'NAME', email: 'NAME@example.com', name: 'NAME'},
  },
});
const state = JSON.stringify({
  type: 'STATE',
  state: {type: 'STREAM', stream: {stream_descriptor: {name: 'people'}, stream_state: {}}},
});

/** An input that ends tells a destination that links records only by its last words whether all of it came. */
describe('destination-cohort with a baseline', () => {
  const system = startedOnce(async () => {
    const cohort = await startCohort();
    return {...cohort, close: cohort.close};
  });

  test.concurrent.for([
    ['by its runner', [record, state, status('COMPLETE')], true],
    ['by a state', [record, state], true],
    ['not by a last record', [state, record], false],
    ['not by a source that failed', [record, state, status('INCOMPLETE')], false],
    ['not by a runner that died', [status('STARTED'), record, state], false],
  ] as const)('an input is complete %s', async ([, lines, isComplete]) => {
    const name = freshPath('person').replace(/\W/g, '');
    const config = {
      ...system().config,
      mapping: {email: 'email', name: 'lastName'},
      baseline_dir: freshPath('baseline'),
      link: {record_id: 'id'},
    };
    const {child, ended} = await start('destination-cohort', 'write', {config, catalog: people});
    child.stdin.end(lines.map(line => `${line.replaceAll('NAME', name)}\n`).join(''));
    const {exitCode, messages} = await ended;
    const found = (await system().users()).filter(({lastName}) => lastName === name);
    expect(found).toHaveLength(isComplete ? 1 : 0);
    expect(exitCode).toBe(isComplete ? 0 : 1);
    if (isComplete) expect(statesOf(messages)).toHaveLength(1);
    else
      expect(errorsOf(messages)).toMatchObject([
        {
          failure_type: 'transient_error',
          message: expect.stringContaining('ended before it was complete'),
        },
      ]);
    if (lines[0] === record && !isComplete) expect(statesOf(messages)).toEqual([]);
  });
});

function status(told: string): string {
  const stream_status = {stream_descriptor: {name: 'people'}, status: told};
  const trace = {type: 'STREAM_STATUS', emitted_at: 1, stream_status};
  return JSON.stringify({type: 'TRACE', trace});
}
