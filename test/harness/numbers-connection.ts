import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {stringify} from 'yaml';
import {execute, HARNESS} from '../fixtures/run-bin.js';

export const CONNECTORS = resolve('test/fixtures/connectors');

export const source = join(CONNECTORS, 'numbers-source.mjs');

export const destination = join(CONNECTORS, 'file-destination.mjs');

/** A connection whose four connectors are fixtures. */
export class Connection {
  readonly folder = mkdtempSync(join(tmpdir(), 'connection-'));
  readonly path = join(this.folder, 'acme.yaml');
  readonly out = join(this.folder, 'out.jsonl');

  constructor(changes: Parameters<Connection['write']>[0] = {}) {
    this.write(changes);
    const secrets = {
      salesforce: {client_secret: 'hidden-secret', refresh_token: 't'},
      cohort: {api_key: 'test_hidden'},
    };
    writeFileSync(join(this.folder, 'acme.secrets.yaml'), stringify(secrets), {mode: 0o600});
  }

  write(changes: {import?: object; export?: object | null; limits?: object}): void {
    const imported = {
      enabled: true,
      object: 'Contact',
      email_field: 'email',
      users: 'all',
      fields: ['text'],
    };
    const exported = {
      enabled: true,
      user_id_field: 'Id__c',
      users: 'existing',
      properties: {text: 'Text__c'},
    };
    const connection = {
      salesforce: {auth_type: 'Client', client_id: 'id'},
      cohort: {api_url: 'http://127.0.0.1:1'},
      import: {...imported, ...changes.import},
      ...(changes.export !== null && {export: {...exported, ...changes.export}}),
      ...(changes.limits && {limits: changes.limits}),
    };
    writeFileSync(this.path, stringify(connection));
  }

  async run(
    command: string,
    {
      settings = {},
      more = [],
    }: {settings?: {source?: object; destination?: object}; more?: string[]} = {},
  ) {
    const connectors = [
      `source-salesforce=${source}`,
      `source-cohort=${source}`,
      `destination-salesforce=${destination}`,
      `destination-cohort=${destination}`,
    ].flatMap(pair => ['--connector', pair]);
    const env = {
      NUMBERS_SOURCE: JSON.stringify({records: 7, ...settings.source}),
      FILE_DESTINATION: JSON.stringify({out: this.out, ...settings.destination}),
    };
    const args = [command, '--connection', this.path, ...connectors, ...more];
    return execute(HARNESS, args, {env});
  }

  get secrets(): string {
    return readFileSync(join(this.folder, 'acme.secrets.yaml'), 'utf8');
  }

  inFolder(name: string): string {
    return join(this.folder, 'acme.sync', name);
  }
}
