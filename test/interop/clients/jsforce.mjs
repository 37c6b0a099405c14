// Started by jsforce.py. What tests/jsforce.test.ts of the emulator does not do: SOAP login, Bulk API 1, search.
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import jsforce from 'jsforce';

const {url, credentials} = JSON.parse(process.env.SF_ORG);
const {username, password, security_token} = credentials;
const connection = new jsforce.Connection({loginUrl: url, version: '59.0'});
const user = await connection.login(username, password + security_token);
assert.match(user.id, /^005/);
assert.equal(connection.instanceUrl, url);

const {records, totalSize} = await connection.query('SELECT Id, Name FROM Contact');
assert.equal(records.length, totalSize);
const {searchRecords} = await connection.search('FIND {nobody*} RETURNING Contact(Id)');
assert.deepEqual(searchRecords, []);
assert.deepEqual(await connection.recent(), []);
assert.ok((await connection.tabs()).some(({sobjectName}) => sobjectName === 'Contact'));
assert.equal((await connection.sobject('Contact').layouts()).layouts.length, 1);
assert.equal((await connection.explain?.('SELECT Id FROM Contact'))?.plans?.length ?? 1, 1);
const plan = await connection.query('SELECT Id FROM Contact').explain?.();
assert.equal(plan?.plans?.[0]?.sobjectType ?? 'Contact', 'Contact');

const rows = Array.from({length: 30}, (_, n) => ({LastName: `Js ${n}`, Title: 't'}));
rows[4].LastName = '';
connection.bulk.pollInterval = 200;
const results = await connection.bulk.load('Contact', 'insert', rows);
assert.equal(results.filter(({success}) => success).length, 29);
assert.match(results[4].errors[0], /REQUIRED_FIELD_MISSING/);
const stream = await connection.bulk.query(
  "SELECT Id, LastName FROM Contact WHERE LastName LIKE 'Js %'",
);
const found = await stream.toArray();
assert.equal(found.length, 29);

const tooling = await connection.tooling.query('SELECT Id FROM ApexClass');
assert.equal(tooling.totalSize, 0);
await assert.rejects(connection.metadata.list([{type: 'CustomObject'}]), /listMetadata/);
await connection.logout();

const manifest = new URL('../../../node_modules/jsforce/package.json', import.meta.url);
const {version} = JSON.parse(await readFile(manifest, 'utf8'));
process.stdout.write(`jsforce ${version}: all is well\n`);
