import type {AirbyteMessage} from '@cohort-salesforce/spec';
import {afterAll, describe, expect, test} from 'vitest';
import {compileSchema} from '../fixtures/compile-schema.js';
import {removeFolders, run} from '../fixtures/run-connector.js';
import {startedOnce} from '../fixtures/started.js';
import type {System} from './connector-under-test.js';
import {destinations, sources} from './connectors/index.js';
import {errorsOf} from './messages.js';

afterAll(removeFolders);

describe.for(sources)('$title', source => {
  const system = startedOnce(source.start);

  test.concurrent('discovers the same streams twice, which are what they say', async () => {
    const message = await discoverTwice(source.name, system());
    const streams = message.type === 'CATALOG' ? message.catalog.streams : [];
    expect(streams.length).toBeGreaterThan(0);
    const names = streams.map(({name}) => name);
    expect(names).toEqual([...new Set(names)]);
    for (const {name, json_schema, supported_sync_modes, ...stream} of streams) {
      const cursor = stream.default_cursor_field ?? [];
      const key = (stream.source_defined_primary_key ?? []).flat();
      expect(() => compileSchema(json_schema), name).not.toThrow();
      const fields = Object.keys(json_schema.properties ?? {});
      expect(fields, name).toEqual(expect.arrayContaining(key));
      expect(fields, name).toEqual(expect.arrayContaining(cursor));
      expect(supported_sync_modes).toContain('full_refresh');
      const isIncremental = supported_sync_modes?.includes('incremental');
      expect(cursor.length, name).toBe(isIncremental ? 1 : 0);
    }
  });
});

describe.for(destinations)('$title', destination => {
  const system = startedOnce(destination.start);

  test.concurrent('discovers the same operations twice, which are what they say', async () => {
    const message = await discoverTwice(destination.name, system());
    const catalog = message.type === 'DESTINATION_CATALOG' && message.destination_catalog;
    const operations = catalog ? catalog.operations : [];
    for (const {object_name, json_schema, matching_keys} of operations) {
      expect(() => compileSchema(json_schema), object_name).not.toThrow();
      const fields = Object.keys(json_schema.properties ?? {});
      const {required = []} = json_schema as {required?: string[]};
      expect(fields, object_name).toEqual(expect.arrayContaining((matching_keys ?? []).flat()));
      expect(fields, object_name).toEqual(expect.arrayContaining(required));
    }
    const ours = operations.filter(({object_name}) => object_name === destination.object);
    const modes = ours.map(({sync_mode}) => sync_mode);
    expect(modes).toEqual(expect.arrayContaining(['append_dedup', 'update']));
    expect(modes).toEqual([...new Set(modes)]);
    const [spec] = (await run(destination.name, 'spec')).messages;
    const supported = spec?.type === 'SPEC' && spec.spec.supported_destination_sync_modes;
    expect(supported).toEqual(expect.arrayContaining(modes));
    const upsert = ours.find(({sync_mode}) => sync_mode === 'append_dedup');
    const keys = (upsert?.matching_keys ?? []).map(key => key.join().toLowerCase());
    expect(keys, 'people are found by their email').toContain('email');
  });
});

/** The one message that says what there is. */
async function discoverTwice(name: string, {config}: System): Promise<AirbyteMessage> {
  const runs = await Promise.all([1, 2].map(() => run(name, 'discover', {config})));
  const [first, second] = runs.map(({messages, exitCode}) => {
    expect([exitCode, errorsOf(messages)]).toEqual([0, []]);
    return messages.filter(({type}) => /CATALOG/.test(type));
  });
  expect(second).toEqual(first);
  if (first?.length !== 1 || !first[0]) throw new Error('Found no catalog, or more than one.');
  return first[0];
}
