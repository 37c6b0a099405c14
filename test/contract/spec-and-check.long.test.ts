import {afterAll, describe, expect, test} from 'vitest';
import {SECRET_NAME} from '../fixtures/check-output.js';
import {compileSchema} from '../fixtures/compile-schema.js';
import {removeFolders, run} from '../fixtures/run-connector.js';
import {startedOnce} from '../fixtures/started.js';
import type {System} from './connector-under-test.js';
import {connectors} from './connectors/index.js';
import {connectionStatusOf, errorsOf} from './messages.js';

afterAll(removeFolders);

describe.for(connectors)('$title', connector => {
  const {name, badConfigs, unreachable, wrongKey} = connector;
  const system = startedOnce<System>(connector.start);

  const wrong = () => (typeof wrongKey === 'function' ? wrongKey(system().config) : wrongKey);
  const check = (change: object) => run(name, 'check', {config: {...system().config, ...change}});

  test.concurrent('spec says the same valid thing twice, and needs nothing for it', async () => {
    const [first, second] = await Promise.all([run(name, 'spec'), run(name, 'spec')]);
    expect(first.stdout).toBe(second.stdout);
    expect([first.exitCode, first.stderr]).toEqual([0, '']);
    expect(first.messages).toMatchObject([
      {type: 'SPEC', spec: {protocol_version: expect.stringMatching(/^0\.\d+\.\d+$/)}},
    ]);
    const {connectionSpecification} = specOf(first.stdout);
    expect(connectionSpecification).toMatchObject({type: 'object', properties: {}});
    expect(() => compileSchema(connectionSpecification)).not.toThrow();
  });

  test.concurrent('spec marks every field that looks like a secret', async () => {
    const {connectionSpecification} = specOf((await run(name, 'spec')).stdout);
    const secrets = propertiesOf(connectionSpecification).filter(
      ([property, {type}]) => SECRET_NAME.test(property) && type === 'string',
    );
    expect(secrets.length).toBeGreaterThan(0);
    for (const [property, schema] of secrets)
      expect(schema, property).toMatchObject({airbyte_secret: true});
  });

  test.concurrent('the good config is valid by the spec, and each bad one is not', async () => {
    const {connectionSpecification} = specOf((await run(name, 'spec')).stdout);
    const isValid = compileSchema(connectionSpecification);
    const toLists = (config: object) => withLists(config, connectionSpecification);
    expect(isValid(toLists(system().config))).toBe(true);
    for (const {change} of badConfigs) {
      const config = JSON.parse(JSON.stringify({...system().config, ...change}));
      expect(isValid(toLists(config))).toBe(false);
    }
  });

  test.concurrent('check succeeds with lists of objects in place of maps', async () => {
    const {connectionSpecification} = specOf((await run(name, 'spec')).stdout);
    const config = withLists(system().config, connectionSpecification);
    const {messages} = await run(name, 'check', {config});
    expect(connectionStatusOf(messages)).toMatchObject({status: 'SUCCEEDED'});
  });

  test.concurrent('check succeeds with a good config', async () => {
    const {exitCode, messages} = await check({});
    expect(connectionStatusOf(messages)).toMatchObject({status: 'SUCCEEDED'});
    expect([exitCode, errorsOf(messages)]).toEqual([0, []]);
  });

  test.concurrent.for(badConfigs)(
    'check fails with $change, and says where, what was found and what is wanted',
    async ({change, says}) => {
      const {exitCode, messages} = await check(change);
      const status = connectionStatusOf(messages);
      expect(status?.status).toBe('FAILED');
      for (const words of says) expect(status?.message).toContain(words);
      expect([exitCode, errorsOf(messages)]).toEqual([0, []]);
    },
  );

  test.concurrent('check fails when the key is wrong', async () => {
    const {exitCode, messages} = await check(wrong());
    expect(connectionStatusOf(messages)?.status).toBe('FAILED');
    expect([exitCode, errorsOf(messages)]).toEqual([0, []]);
  });

  const isLocal = unreachable === undefined;
  test
    .skipIf(isLocal)
    .concurrent(
      'check cannot tell when nobody answers, unless it talks to no server: an error that may pass',
      async () => {
        const {exitCode, messages} = await check(unreachable ?? {});
        expect(connectionStatusOf(messages)).toBeUndefined();
        expect(errorsOf(messages)).toMatchObject([
          {failure_type: 'transient_error', message: expect.stringContaining('127.0.0.1:1')},
        ]);
        expect(exitCode).toBe(1);
      },
    );

  test.concurrent.for([
    ['is missing', undefined],
    ['is no JSON', '{"api_key": "not-to-be-shown-'],
    ['is no object', '[]'],
  ] as const)('check says that the config file %s', async ([, text]) => {
    const {exitCode, messages, stdout} = await (text === undefined
      ? run(name, 'check --config /nowhere/config.json')
      : run(name, 'check', {config: text}));
    expect(connectionStatusOf(messages)).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('config'),
    });
    expect(stdout).not.toContain('not-to-be-shown');
    expect(exitCode).toBe(0);
  });

  test.concurrent.for(['discover', connector.kind === 'source' ? 'read' : 'write'])(
    '%s with a config that cannot work is an error of the config',
    async command => {
      const catalog = command === 'discover' ? {} : {catalog: {streams: [STREAM]}};
      const change = command === 'discover' ? wrong() : badConfigs[0]?.change;
      const config = {...system().config, ...change};
      const {exitCode, messages} = await run(name, command, {config, ...catalog});
      expect(errorsOf(messages)).toMatchObject([{failure_type: 'config_error'}]);
      expect(exitCode).toBe(1);
    },
  );

  test.concurrent.for([
    '',
    'discover',
    'check --config',
    'spec --frobnicate',
    connector.kind === 'source' ? 'write --config x --catalog x' : 'read --config x --catalog x',
  ])('the command line "%s" is refused on stderr with exit code 2', async command => {
    const {exitCode, stdout, stderr} = await run(name, command);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^${name}: .+`));
    expect(stderr).not.toContain(' at ');
  });
});

const STREAM = {
  stream: {name: 'people', json_schema: {}, supported_sync_modes: ['full_refresh']},
  sync_mode: 'full_refresh',
  destination_sync_mode: 'append',
};

interface Schema {
  type?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** A config in which each map that the spec shows as a list of objects is such a list. */
function withLists(config: object, {properties = {}}: Schema): object {
  const toList = ([name, value]: [string, unknown]): [string, unknown] => {
    const [key = '', item = ''] = Object.keys(properties[name]?.items?.properties ?? {});
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (properties[name]?.type !== 'array' || !isMap) return [name, value];
    return [name, Object.entries(value).map(([from, to]) => ({[key]: from, [item]: to}))];
  };
  return Object.fromEntries(Object.entries(config).map(toList));
}

function specOf(stdout: string): {connectionSpecification: Schema} {
  return JSON.parse(stdout).spec;
}

function propertiesOf(schema: unknown): [string, Schema][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const {properties = {}} = schema as Schema;
  return [...Object.entries(properties), ...Object.values(schema).flatMap(propertiesOf)];
}
