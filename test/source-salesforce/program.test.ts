import {startSalesforceEmulator} from '@cohort-salesforce/emulators/salesforce';
import type {AirbyteMessage} from '@cohort-salesforce/spec';
import {expect, onTestFinished, test} from 'vitest';
import {runProgram, writeFiles} from '../fixtures/run-program.js';
import {configOf, trouble} from './read/read-run.js';

const PROGRAM = 'programs/source-salesforce/main.mjs';

async function startOrg(options: {rotateRefreshTokens?: boolean} = {}) {
  const emulator = await startSalesforceEmulator({contacts: 30, ...options});
  onTestFinished(() => emulator.close());
  return emulator;
}

function catalogOf(names: readonly string[]) {
  return {
    streams: names.map(name => ({
      stream: {
        name,
        json_schema: {type: 'object', properties: {Id: {}, Name: {}}},
        supported_sync_modes: ['full_refresh', 'incremental'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
    })),
  };
}

function statusesOf(messages: readonly AirbyteMessage[], name: string) {
  return messages.flatMap(message => {
    const status = message.type === 'TRACE' ? message.trace.stream_status : undefined;
    return status?.stream_descriptor.name === name ? [status.status] : [];
  });
}

test.each(['check', 'discover', 'read'])(
  'a rotated refresh token goes out in %s before anything else, whole',
  async command => {
    const emulator = await startOrg({rotateRefreshTokens: true});
    const config = configOf(emulator, {objects: ['Contact'], lookback_window: 'PT5M'});
    const files = await writeFiles({config, catalog: catalogOf(['Contact'])});
    const catalog = command === 'read' ? ['--catalog', files.catalog] : [];
    const argv = [command, '--config', files.config, ...catalog];
    const {messages, exitCode} = await runProgram(PROGRAM, argv);
    expect(exitCode).toBe(0);
    const [control] = messages.flatMap(message =>
      message.type === 'CONTROL' ? [message.control.connectorConfig?.config] : [],
    );
    expect(control).toEqual({...config, refresh_token: expect.any(String)});
    expect(control?.refresh_token).not.toBe(config.refresh_token);
    const isLogged = (message: AirbyteMessage) => message.type === 'LOG';
    const said = messages.filter(message => !isLogged(message)).map(({type}) => type);
    expect(said.indexOf('CONTROL')).toBeLessThan(2);
    const next = await writeFiles({config: control, catalog: catalogOf(['Contact'])});
    const again = await runProgram(PROGRAM, ['check', '--config', next.config]);
    expect(again.stdout).toContain('SUCCEEDED');
  },
);

test('a stream that fails is named, the others are read whole, and the run ends with 1', async () => {
  const emulator = await startOrg();
  const body = [{errorCode: 'INSUFFICIENT_ACCESS', message: 'no access to Account'}];
  await trouble(emulator, {route: '*/sobjects/Account/describe', answer: {status: 403, body}});
  const files = await writeFiles({
    config: configOf(emulator),
    catalog: catalogOf(['Account', 'Contact']),
  });
  const argv = ['read', '--config', files.config, '--catalog', files.catalog];
  const {messages, exitCode} = await runProgram(PROGRAM, argv);
  expect(exitCode).toBe(1);
  expect(statusesOf(messages, 'Account')).toEqual(['STARTED', 'INCOMPLETE']);
  expect(statusesOf(messages, 'Contact')).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
  const errors = messages.flatMap(message =>
    message.type === 'TRACE' && message.trace.error ? [message.trace.error] : [],
  );
  expect(errors).toEqual([
    expect.objectContaining({
      failure_type: 'config_error',
      stream_descriptor: {name: 'Account'},
      message: expect.stringContaining('Account'),
    }),
  ]);
});

test('a read tells how many calls are left today', async () => {
  const emulator = await startOrg();
  const files = await writeFiles({config: configOf(emulator), catalog: catalogOf(['Contact'])});
  const argv = ['read', '--config', files.config, '--catalog', files.catalog];
  const {messages} = await runProgram(PROGRAM, argv);
  const told = messages.flatMap(message =>
    message.type === 'TRACE' && message.trace.analytics?.type === 'api-calls-left'
      ? [Number(message.trace.analytics.value)]
      : [],
  );
  expect(told.length).toBeGreaterThan(0);
  expect(told[0]).toBeLessThan(100_000);
  expect(told[0]).toBeGreaterThan(99_900);
});

test('the stream Describe has a record for each chosen object, with the chosen properties', async () => {
  const emulator = await startOrg();
  const objects = ['Contact', 'Lead', 'Describe'];
  const found = await writeFiles({config: configOf(emulator, {objects})});
  const discovered = await runProgram(PROGRAM, ['discover', '--config', found.config]);
  const catalog = discovered.messages.flatMap(message =>
    message.type === 'CATALOG' ? message.catalog.streams : [],
  );
  expect(catalog.map(({name}) => name)).toEqual(['Contact', 'Describe', 'Lead']);
  const offered = Object.keys(catalog[1]?.json_schema.properties ?? {});
  expect(offered).toHaveLength(43);
  expect(offered).toEqual(
    expect.arrayContaining(['actionOverrides', 'childRelationships', 'recordTypeInfos', 'urlNew']),
  );
  const stream = {
    name: 'Describe',
    json_schema: {properties: {name: {}, label: {}, fields: {}}},
    supported_sync_modes: ['full_refresh'],
  };
  const files = await writeFiles({
    config: configOf(emulator, {objects}),
    catalog: {
      streams: [{stream, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite'}],
    },
  });
  const argv = ['read', '--config', files.config, '--catalog', files.catalog];
  const {messages, exitCode} = await runProgram(PROGRAM, argv);
  expect(exitCode).toBe(0);
  const records = messages.flatMap(message =>
    message.type === 'RECORD' ? [message.record.data] : [],
  );
  expect(records.map(({name}) => name)).toEqual(['Contact', 'Lead']);
  expect(Object.keys(records[0] ?? {}).sort()).toEqual(['fields', 'label', 'name']);
  expect(records[0]?.fields).toContainEqual(expect.objectContaining({name: 'Email'}));
});
