import {parseMessage} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

const record = {type: 'RECORD', record: {stream: 's', data: {a: 1}, emitted_at: 1}};

test('a record is a message', () => {
  expect(parseMessage(JSON.stringify(record), 1)).toEqual(record);
});

test('explicit nulls are as good as absence', () => {
  const message = {
    ...record,
    log: null,
    state: null,
    record: {...record.record, namespace: null, meta: null, file_reference: null},
  };
  expect(parseMessage(JSON.stringify(message), 1)).toEqual(message);
});

test('unknown properties are kept', () => {
  const message = {
    type: 'STATE',
    state: {
      type: 'STREAM',
      id: 7,
      stream: {stream_descriptor: {name: 's', x: 1}, stream_state: {}},
    },
  };
  expect(parseMessage(JSON.stringify(message), 1)).toEqual(message);
});

test('a message type of a later protocol is passed over, not refused', () => {
  expect(parseMessage('{"type":"FUTURE","future":{}}', 1)).toEqual({
    type: 'UNKNOWN',
    found: 'FUTURE',
  });
});

test.each([
  {type: 'LOG', log: {level: 'NOTICE', message: 'new level'}},
  {type: 'TRACE', trace: {type: 'METRIC', emitted_at: 1, metric: {}}},
  {
    type: 'TRACE',
    trace: {
      type: 'STREAM_STATUS',
      emitted_at: 1,
      stream_status: {
        stream_descriptor: {name: 's'},
        status: 'PAUSED',
        reasons: [{type: 'SHARD_SPLIT'}],
      },
    },
  },
  {
    type: 'TRACE',
    trace: {type: 'ERROR', emitted_at: 1, error: {message: 'x', failure_type: 'new'}},
  },
  {type: 'CONTROL', control: {type: 'RESTART', emitted_at: 1}},
  {
    ...record,
    record: {
      ...record.record,
      meta: {changes: [{field: 'a', change: 'MASKED', reason: 'SOURCE_POLICY'}]},
    },
  },
])('a newer value of an enumeration is kept as it is: $type $trace.type', message => {
  expect(parseMessage(JSON.stringify(message), 1)).toEqual(message);
});

test('a log or trace that is not as we know it carries no data, and is passed over', () => {
  expect(parseMessage('{"type":"LOG","log":{"text":"x"}}', 1)).toEqual({
    type: 'UNKNOWN',
    found: 'LOG',
  });
});

test.each([
  ['{"type":"RECORD"', /line 9 .*not JSON/],
  ['secret@example.com', /line 9 .*not JSON \(at position 0|line 9 .*not JSON/],
  ['[]', /found an array of 0, wanted: object/],
  ['null', /found null, wanted: object/],
  ['{}', /"type" is missing|a known "type"/],
  ['{"type":5}', /a known "type"/],
  ['{"type":"RECORD","record":{"stream":"s","emitted_at":1}}', /at \/record: "data" is missing/],
  [
    '{"type":"RECORD","record":{"stream":"s","data":null,"emitted_at":1}}',
    /at \/record\/data: found null/,
  ],
  ['{"type":"STATE","state":{"type":"STREAM"}}', /at \/state: "stream" is missing/],
])('%s is refused with its line and its fault', (line, fault) => {
  expect(() => parseMessage(line, 9)).toThrow(fault);
});

test('what cannot be parsed is not quoted, for it may be a customer', () => {
  expect(() => parseMessage('{"email":"ann@example.com"', 1)).not.toThrow(/ann@example/);
  expect(() => parseMessage('ann@example.com', 1)).not.toThrow(/ann@example/);
});

test('bytes that are not UTF-8 are refused, and a byte order mark is passed over', () => {
  const bytes = Buffer.from(
    JSON.stringify({...record, record: {...record.record, data: {a: 'ë'}}}),
  );
  expect(parseMessage(bytes, 1)).toMatchObject({record: {data: {a: 'ë'}}});
  expect(parseMessage(Buffer.concat([Buffer.from('efbbbf', 'hex'), bytes]), 1)).toEqual(
    parseMessage(bytes, 1),
  );
  bytes[bytes.indexOf('ë')] = 0xff;
  expect(() => parseMessage(bytes, 9)).toThrow(/line 9 .*not UTF-8/);
});
