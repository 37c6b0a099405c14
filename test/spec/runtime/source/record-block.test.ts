import {RecordBlock} from '@cohort-salesforce/spec';
import {expect, test} from 'vitest';

const CHANGED = [{field: 'a', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR'}] as const;

function blockOf(texts: readonly string[]): RecordBlock {
  let length = 0;
  const ends = texts.map(text => {
    length += Buffer.byteLength(text);
    return length;
  });
  return new RecordBlock(Buffer.from(texts.join('')), ends, new Map([[1, CHANGED]]));
}

test('a block gives its records one by one, with what was changed in them', () => {
  const block = blockOf(['{"a":"é"}', '{"a":null}', '{}']);
  expect(block.length).toBe(3);
  expect([...block]).toEqual(['{"a":"é"}', {data: '{"a":null}', changes: CHANGED}, '{}']);
  expect(block.bytesOf(0).toString()).toBe('{"a":"é"}');
});

test('leaving out the first records moves the places of the others', () => {
  const block = blockOf(['{"a":"é"}', '{"a":null}', '{}']).without(1);
  expect(block.length).toBe(2);
  expect([...block]).toEqual([{data: '{"a":null}', changes: CHANGED}, '{}']);
  expect(block.slice(0, 1, 4)).toBe('"a"');
  expect([...block.without(5)]).toEqual([]);
});

test('a slice ends with its record', () => {
  expect(blockOf(['{"a":1}', '{}']).slice(0, 5, 100)).toBe('1}');
});
