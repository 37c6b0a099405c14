import {isUtf8} from 'node:buffer';
import {type AirbyteRecordChange, RecordBlock} from '@cohort-salesforce/spec';

/** The block as it is when its bytes are UTF-8; else U+FFFD takes the place of those that are not, and the records tell of it. */
export function toUtf8(block: RecordBlock, bytes: Buffer): RecordBlock {
  return isUtf8(bytes) ? block : mend(block);
}

function mend(block: RecordBlock): RecordBlock {
  const records: Buffer[] = [];
  const ends: number[] = [];
  const changes = new Map<number, readonly AirbyteRecordChange[]>();
  let length = 0;
  for (let index = 0; index < block.length; index++) {
    const found = block.bytesOf(index);
    const text = found.toString();
    const broken = isUtf8(found) ? [] : brokenFields(text);
    const all = [...(block.changesOf(index) ?? []), ...broken];
    if (all.length > 0) changes.set(index, all);
    const record = Buffer.from(text);
    records.push(record);
    length += record.length;
    ends.push(length);
  }
  return new RecordBlock(Buffer.concat(records), ends, changes);
}

function brokenFields(data: string): AirbyteRecordChange[] {
  const values = Object.entries(JSON.parse(data) as Record<string, unknown>);
  return values
    .filter(([, value]) => typeof value === 'string' && value.includes('\ufffd'))
    .map(([field]) => ({field, change: 'TRUNCATED', reason: 'SOURCE_SERIALIZATION_ERROR'}));
}
