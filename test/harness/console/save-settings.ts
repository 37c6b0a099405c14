import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {applySettings} from '../../../harness/console/connections/apply-settings.js';
import {editConnection, versionOf} from '../../../harness/console/connections/edit-connection.js';
import {temporaryFolder} from '../../fixtures/temporary-folder.js';

/** Sends a settings form for a connection with this text; resolves with what the file has then. */
export async function saveSettings(before: string, fields: readonly [string, string][]) {
  const path = join(await temporaryFolder(), 'acme.yaml');
  writeFileSync(path, before);
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const problem = await editConnection(path, {
    version: versionOf(before),
    change: document => applySettings(document, form),
  });
  const text = readFileSync(path, 'utf8');
  return {problem, text, connection: parse(text)};
}
