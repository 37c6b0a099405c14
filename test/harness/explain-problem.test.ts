import {expect, test} from 'vitest';
import {explainProblem} from '../../harness/connection/explain-problem.js';

const explain = (connector: string, message: string) =>
  explainProblem({connector, failure: 'config_error', message}, 'acme.yaml').message;

test.each([
  ['destination-salesforce', 'mapping.id: X__c is mapped twice.', 'export.user_id_field: X__c'],
  ['destination-salesforce', 'mapping.email: Contact has', 'import.email_field: Contact has'],
  ['destination-salesforce', 'mapping.points: Contact has', 'export.properties.points: Contact'],
  ['destination-salesforce', 'create_defaults.Company: No.', 'export.create_defaults.Company: No.'],
  ['destination-salesforce', 'neither the mapping nor', 'neither export.properties nor'],
  ['destination-salesforce', 'user_id_field: the Cohort', 'export.user_id_field: the Cohort'],
  ['destination-cohort', 'mapping.Phone: a b', 'import.fields.Phone: a b'],
  ['source-salesforce', 'Correct objects, or', 'Correct import.object, or'],
  ['source-salesforce', 'where[0]: Contact has no', 'import.where[0]: Contact has no'],
  ['source-salesforce', 'set login_url to its', 'set salesforce.login_url to its'],
  ['another', 'mapping.id: a b', 'mapping.id: a b'],
])('what %s says as %j names the key of the connection', (connector, message, shown) => {
  expect(explain(connector, message)).toContain(shown);
});

test('an address keeps its own words', () => {
  const message = 'GET https://client_id.example/mapping.id/api_url: HTTP 500';
  expect(explain('destination-salesforce', message)).toBe(message);
});

test.each([
  ['source-salesforce', '(invalid_client: invalid client credentials).', 'connect salesforce'],
  [
    'destination-salesforce',
    '(invalid_grant: invalid assertion). The private key',
    'connect salesforce --connection acme.yaml --private-key FILE',
  ],
  ['source-cohort', 'Cohort does not accept the API key: copy', 'connect cohort --connection'],
])('what %s says of a refused secret ends with the command that replaces it', (...parts) => {
  const [connector, message, command] = parts;
  expect(explain(connector, message)).toContain(command);
});

test('a refusal that no other secret would change names no command', () => {
  const message = '(invalid_grant: ip restricted). This machine';
  expect(explain('source-salesforce', message)).toBe(message);
});
