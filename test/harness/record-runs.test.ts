import fc from 'fast-check';
import {expect, test} from 'vitest';
import {RecordRuns} from '../../harness/pipe/record-runs.js';

const START = '{"type":"RECORD","record":{"stream":"a","emitted_at":';
const own = (id: number) => `${START}1,"data":{"id":${id}}}}`;
const OTHER = '{"type":"RECORD", "record": {"stream":"a"}}';
const lineKinds = fc.oneof(
  fc.nat(999).map(own),
  fc.constant(OTHER),
  fc.constant(''),
  fc.constant('{"type":"STATE"}'),
  fc.constant(START.slice(0, -1)),
  fc.string().map(text => text.replaceAll('\n', ' ')),
);

function cutAll(chunks: readonly Buffer[]) {
  const seen: string[] = [];
  let others = 0;
  const runs = new RecordRuns([START], line => {
    const isOther = line.toString() === OTHER;
    others += isOther ? 1 : 0;
    return isOther;
  });
  for (const chunk of chunks) {
    for (const piece of runs.cut(chunk)) {
      if (piece.kind === 'line') seen.push(`line ${piece.line}`);
      else if (piece.kind === 'records')
        seen.push(
          ...piece.bytes
            .toString()
            .split('\n')
            .slice(0, -1)
            .map(text => `record ${text}`),
        );
    }
  }
  return {seen, counted: (runs.counts[0] ?? 0) + others, rest: runs.rest().toString()};
}

test('finds the same records, lines and rest wherever the chunks are cut', () => {
  fc.assert(
    fc.property(fc.array(lineKinds), fc.string(), fc.array(fc.nat(400)), (lines, tail, cuts) => {
      const rest = tail.replaceAll('\n', ' ');
      const bytes = Buffer.from(lines.map(line => `${line}\n`).join('') + rest);
      const bounds = [
        0,
        ...cuts.filter(cut => cut < bytes.length).sort((a, b) => a - b),
        bytes.length,
      ];
      const chunks = bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
      const isRecord = (line: string) => line.startsWith(START) || line === OTHER;
      const cut = cutAll(chunks);
      expect(cut.seen).toEqual(lines.map(line => `${isRecord(line) ? 'record' : 'line'} ${line}`));
      expect(cut.counted).toBe(lines.filter(isRecord).length);
      expect(cut.rest).toBe(rest);
    }),
  );
});

test('counts records by the stream they begin with', () => {
  const runs = new RecordRuns([START, START.replace('"a"', '"b"')], () => false);
  const lines = [own(1), own(2).replace('"a"', '"b"'), own(3)].map(line => `${line}\n`).join('');
  expect([...runs.cut(Buffer.from(lines))]).toEqual([{kind: 'records', bytes: Buffer.from(lines)}]);
  expect(runs.counts).toEqual([2, 1]);
});
