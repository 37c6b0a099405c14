import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {type Document, parse, parseDocument} from 'yaml';
import {applyChannel} from '../../../harness/console/connections/apply-channel.js';
import {editConnection, versionOf} from '../../../harness/console/connections/edit-connection.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';
import {CONNECTION} from './console-app.js';

const TABLE = {channel: 'postgresql', channel_table: 'people', channel_schema: 'crm'};
const FILES = {channel: 'csv', channel_dir: ''};

test.each([
  [{channel: 'api', export_channel: ''}, {}],
  [TABLE, {channel: {type: 'postgresql', table: 'people', schema: 'crm'}}],
  [FILES, {channel: {type: 'csv', dir: 'to-upload'}}],
  [
    {...FILES, export_channel: 'csv', export_path: 'from-cohort'},
    {channel: {type: 'csv', dir: 'to-upload'}, export_channel: {type: 'csv', path: 'from-cohort'}},
  ],
  [
    {...TABLE, channel_schema: '', export_channel: 'webhooks', export_dir: ''},
    {
      channel: {type: 'postgresql', table: 'people'},
      export_channel: {type: 'webhooks', dir: 'cohort-events'},
    },
  ],
])('the ways into Cohort and out of it: %j', async (choices, cohort) => {
  const path = join(await temporaryFolder(), 'acme.yaml');
  writeFileSync(path, CONNECTION);
  const form = new FormData();
  for (const [name, value] of Object.entries(choices)) form.append(name, value);
  const change = (document: Document) => {
    document.setIn(['export', 'enabled'], false);
    applyChannel(document, form);
  };
  expect(await editConnection(path, {version: versionOf(CONNECTION), change})).toBeUndefined();
  expect(parse(readFileSync(path, 'utf8')).cohort).toEqual(cohort);
});

test('a channel keeps what the page does not show, and another one gets none of it', () => {
  const document = parseDocument(
    'cohort: {channel: {type: postgresql, table: people, ssl: {rejectUnauthorized: true}}}',
  );
  const apply = (choices: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(choices)) form.append(name, value);
    applyChannel(document, form);
    return document.toJS().cohort;
  };
  expect(apply({...TABLE, channel_schema: ''}).channel).toEqual({
    type: 'postgresql',
    table: 'people',
    ssl: {rejectUnauthorized: true},
  });
  expect(apply(FILES).channel).toEqual({type: 'csv', dir: 'to-upload'});
});
