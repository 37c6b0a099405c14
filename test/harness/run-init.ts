import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {stringify} from 'yaml';
import {execute, HARNESS} from '../fixtures/run-bin.js';

export const CONNECTORS = resolve('test/fixtures/connectors');

export const PROGRAMS = {
  'source-salesforce': 'numbers-source.mjs',
  'source-cohort': 'numbers-source.mjs',
  'destination-salesforce': 'file-destination.mjs',
  'destination-cohort': 'file-destination.mjs',
};

export function init(
  folder: string,
  options: Readonly<Record<string, string>>,
  env?: NodeJS.ProcessEnv,
) {
  const args = Object.entries({'client-id': 'app', ...options}).flatMap(([name, value]) => [
    `--${name}`,
    value,
  ]);
  const connectors = Object.entries(PROGRAMS).flatMap(([name, program]) => [
    '--connector',
    `${name}=${join(CONNECTORS, program)}`,
  ]);
  const path = join(folder, 'acme.yaml');
  return execute(HARNESS, ['init', '--connection', path, ...connectors, ...args], {
    ...(env && {env}),
  });
}

export function newFolder({secrets}: {secrets?: object} = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'init-'));
  if (secrets) writeFileSync(join(folder, 'acme.secrets.yaml'), stringify(secrets), {mode: 0o600});
  return folder;
}

export const SECRETS = {
  salesforce: {client_secret: 's', refresh_token: 't'},
  cohort: {api_key: 'test_1'},
};

export const ANSWERS = {object: 'Person', fields: 'Text=text_property,id', export: 'yes'};
