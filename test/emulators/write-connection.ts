import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {stringify} from 'yaml';
import type {CohortEmulator} from './cohort/index.js';
import type {SalesforceEmulator} from './salesforce/index.js';

// Salesforce field -> user property, and the way back.
const IMPORTED = {
  FirstName: 'firstName',
  LastName: 'lastName',
  Birthdate: 'birthday',
  Phone: 'phone',
  MailingCity: 'city',
  MailingCountry: 'country',
  Loyalty_Points__c: 'loyalty_points',
  Loyalty_Tier__c: 'loyalty_tier',
  Newsletter__c: 'newsletter',
  Lifetime_Value__c: 'lifetime_value',
  Member_Since__c: 'member_since',
  Last_Visit__c: 'last_visit',
  Interests__c: 'interests',
};
const EXPORTED = {
  firstName: 'FirstName',
  lastName: 'LastName',
  birthday: 'Birthdate',
  loyalty_points: 'Loyalty_Points__c',
  loyalty_tier: 'Loyalty_Tier__c',
  newsletter: 'Newsletter__c',
};
// Lets an editor complete and check the connection.
const SCHEMA = new URL('../../../harness/connection.schema.json', import.meta.url).href;
const USER_ID_FIELD = 'Cohort_User_ID__c';
const CREATE_DEFAULTS = {LastName: 'Unknown'};

export interface Emulators {
  folder: string;
  salesforce: Pick<SalesforceEmulator, 'url' | 'credentials'>;
  cohort: Pick<CohortEmulator, 'url' | 'apiKey' | 'liveApiKey'>;
  /** Fields to import besides, and their user properties. */
  moreFields?: Record<string, string>;
}

/**
 * Writes into `folder` a connection with its secrets, one config for each connector, and
 * `emulators.json`, which tells other clients how to log in. All of them work as they are.
 */
export async function writeConnection(emulators: Emulators): Promise<void> {
  const {folder, salesforce, cohort} = emulators;
  const {credentials} = salesforce;
  const keyPath = join(folder, 'salesforce-private-key.pem');
  const files = {
    'connection.yaml': connectionText(emulators),
    'connection.secrets.yaml': stringify({
      salesforce: {
        client_secret: credentials.client_secret,
        refresh_token: credentials.refresh_token,
      },
      cohort: {api_key: cohort.apiKey},
    }),
    'salesforce-private-key.pem': credentials.private_key,
    'emulators.json': toJson({
      salesforce: {url: salesforce.url, ...credentials, private_key_path: keyPath},
      cohort: {url: cohort.url, api_key: cohort.apiKey, live_api_key: cohort.liveApiKey},
    }),
    ...connectorConfigs(emulators),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text, {mode: 0o600});
  }
}

function connectionText({salesforce, cohort, moreFields}: Emulators): string {
  const connection = {
    salesforce: {
      auth_type: 'Client',
      login_url: salesforce.url,
      client_id: salesforce.credentials.client_id,
    },
    cohort: {api_url: cohort.url},
    secrets: 'connection.secrets.yaml',
    import: {
      enabled: true,
      object: 'Contact',
      email_field: 'Email',
      users: 'all',
      fields: {...IMPORTED, ...moreFields},
    },
    export: {
      enabled: true,
      user_id_field: USER_ID_FIELD,
      users: 'all',
      properties: EXPORTED,
      create_defaults: CREATE_DEFAULTS,
    },
  };
  return [
    `# yaml-language-server: $schema=${SCHEMA}`,
    '# A connection between the two emulators; they are gone when their program ends.',
    stringify(connection),
  ].join('\n');
}

function connectorConfigs(emulators: Emulators): Record<string, string> {
  const {folder, salesforce, cohort, moreFields} = emulators;
  const {client_id, client_secret, refresh_token} = salesforce.credentials;
  const login = {
    auth_type: 'Client',
    login_url: salesforce.url,
    client_id,
    client_secret,
    refresh_token,
  };
  const key = {api_url: cohort.url, api_key: cohort.apiKey};
  const rejects_dir = join(folder, 'rejects');
  const toCohort = {users: 'all', mapping: {Email: 'email', ...IMPORTED, ...moreFields}};
  const toSalesforce = {
    object: 'Contact',
    email_field: 'Email',
    user_id_field: USER_ID_FIELD,
    users: 'all',
    mapping: {email: 'Email', id: USER_ID_FIELD, ...EXPORTED},
    create_defaults: CREATE_DEFAULTS,
  };
  return {
    'source-salesforce.json': toJson({...login, objects: ['Contact']}),
    'destination-cohort.json': toJson({...key, ...toCohort, rejects_dir}),
    'source-cohort.json': toJson(key),
    'destination-salesforce.json': toJson({...login, ...toSalesforce, rejects_dir}),
  };
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
