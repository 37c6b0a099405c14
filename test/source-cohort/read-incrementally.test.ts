import {afterEach, expect, test, vi} from 'vitest';
import {readIncrementally} from '../../source-cohort/streams/read-incrementally.js';
import {recordingContext} from '../fixtures/recording-context.js';

afterEach(() => {
  vi.useRealTimers();
});

const NOON = Date.UTC(2024, 0, 1, 12);

test('a state comes after 30 seconds however few records there are, but not without any', async () => {
  vi.useFakeTimers({now: NOON, toFake: ['Date']});
  const pages = async function* () {
    for (const [page, seconds] of [10, 31, 40, 62, 99].entries()) {
      vi.setSystemTime(NOON + seconds * 1000);
      const at = `2024-01-01T00:00:0${page}.000Z`;
      yield page > 2 ? [] : [{id: `id${page}`, at}];
    }
  };
  const reading = readIncrementally({
    request: {
      stream: {
        stream: {name: 'users', json_schema: {}, supported_sync_modes: ['incremental']},
        sync_mode: 'incremental',
        destination_sync_mode: 'append',
      },
      state: undefined,
    },
    session: {
      lookbackMs: 0,
      context: recordingContext().context,
      cohort: {clock: {now: Date.now, latest: Date.now, ahead: () => 0}},
    },
    pages,
    momentOf: ({at}) => at,
    toRecord: ({id}) => id,
  });
  const seen: unknown[] = [];
  for await (const event of reading) {
    seen.push(event.kind === 'records' ? event.records : 'state');
  }
  expect(seen).toEqual([['id0'], ['id1'], 'state', ['id2'], [], 'state', [], 'state']);
});
