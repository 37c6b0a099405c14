import {mkdtempSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {afterEach, expect, test, vi} from 'vitest';
import {LineWriter} from '../../../../spec/lines/line-writer.js';
import {createCensor} from '../../../../spec/runtime/command-line/censor.js';
import {MessageOutput} from '../../../../spec/runtime/command-line/context.js';

afterEach(() => vi.unstubAllEnvs());

const folder = () => mkdtempSync(join(tmpdir(), 'renewed-'));

function outputTo(stdout: PassThrough) {
  const lines = new LineWriter(stdout);
  return {lines, output: new MessageOutput(lines, createCensor({}))};
}

function messagesOf(stdout: PassThrough): {type: string; log?: {message: string}}[] {
  const text = String(stdout.read() ?? '');
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
}

test('a renewed config is in the runner’s file at once, though nobody reads stdout', () => {
  const path = join(folder(), 'renewed.json');
  vi.stubEnv('RENEWED_CONFIG_FILE', path);
  const {output} = outputTo(new PassThrough({highWaterMark: 1}));
  output.saveConfig({refresh_token: 'first', count: 1});
  output.saveConfig({refresh_token: 'second', count: 1});
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({refresh_token: 'second', count: 1});
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(path, '..'))).toEqual(['renewed.json']);
});

test('CONTROL comes after the records that were sent before it, and before those after it', () => {
  const stdout = new PassThrough();
  const {lines, output} = outputTo(stdout);
  lines.write('{"type":"RECORD","n":1}');
  output.saveConfig({refresh_token: 'next'});
  lines.write('{"type":"RECORD","n":2}');
  lines.flush();
  expect(messagesOf(stdout).map(({type}) => type)).toEqual(['RECORD', 'CONTROL', 'RECORD']);
});

test('a file that cannot be written is a warning, and CONTROL still comes', () => {
  vi.stubEnv('RENEWED_CONFIG_FILE', join(folder(), 'missing', 'renewed.json'));
  const stdout = new PassThrough();
  const {output} = outputTo(stdout);
  output.saveConfig({refresh_token: 'next'});
  const [warning, control] = messagesOf(stdout);
  expect(warning?.log?.message).toContain('ENOENT');
  expect(control?.type).toBe('CONTROL');
});
