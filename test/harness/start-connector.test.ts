import {resolve} from 'node:path';
import {expect, test} from 'vitest';
import {connectorEnvironment} from '../../harness/connector/connector-environment.js';
import {toProgram} from '../../harness/connector/find-program.js';
import {startConnector} from '../../harness/connector/start-connector.js';
import {toCommandLine} from '../../harness/connector/to-command-line.js';
import {Fixture} from './fixture.js';

test('loses nothing of a connector that has ended before anybody reads it', async () => {
  const config = new Fixture().path('source.json');
  const program = toProgram(resolve('test/fixtures/connectors/numbers-source.mjs'));
  const connector = await startConnector(program, {command: 'check', files: {config}});
  await connector.exited;
  // The stream is flushed a turn after the process is known to be gone.
  await new Promise(resolve => setImmediate(resolve));
  let said = '';
  for await (const chunk of connector.stdout) said += chunk;
  expect(said).toContain('CONNECTION_STATUS');
});

test('runs an image as Airbyte documents it, with each path meaning the same inside', () => {
  const call = {
    command: 'read' as const,
    files: {config: '/a/config.json', catalog: '/b/catalog.json', state: undefined},
    folders: ['/c'],
  };
  const line = toCommandLine(toProgram('image:acme/source-x:1.0'), call).join(' ');
  expect(line).toMatch(/^docker run --rm -i --init --user \d+:\d+ /);
  expect(line).toContain(' --volume /a:/a --volume /b:/b --volume /c:/c ');
  expect(line).toMatch(
    / acme\/source-x:1\.0 read --config \/a\/config\.json --catalog \/b\/catalog\.json$/,
  );
});

test.each([
  ['image:acme/source-x:1.0', 'source-x'],
  ['image:source-x', 'source-x'],
  ['dist/source-x/main.js', 'source-x'],
  ['/usr/bin/source-x', 'source-x'],
])('calls %s by the name %s', (given, name) => {
  expect(toProgram(given).name).toBe(name);
});

test('a connector has memory settings of its own, and those that are set already stand', () => {
  expect(connectorEnvironment({HOME: '/home'})).toEqual({
    HOME: '/home',
    MALLOC_ARENA_MAX: '1',
    NODE_OPTIONS: '--max-semi-space-size=8',
  });
  const given = {MALLOC_ARENA_MAX: '2', NODE_OPTIONS: '--max-semi-space-size=32'};
  expect(connectorEnvironment(given)).toEqual({
    MALLOC_ARENA_MAX: '2',
    // Of two, the last one counts.
    NODE_OPTIONS: '--max-semi-space-size=8 --max-semi-space-size=32',
  });
});
