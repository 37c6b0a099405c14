import {afterEach, describe, expect, test} from 'vitest';
import {destination} from '../../destination-salesforce/destination.js';
import {recordingContext} from '../fixtures/recording-context.js';
import {checkUsers} from './fixtures/check-users.js';
import {type Org, startOrg} from './fixtures/org.js';
import {exportUsers, userOf} from './fixtures/users.js';

let org: Org;
afterEach(() => org.close());

describe('an org with person accounts', () => {
  const describeFiles = [
    new URL('../emulators/salesforce/person-accounts.json', import.meta.url).pathname,
  ];
  const person = {email: 'PersonEmail', id: 'Cohort_User_ID__c', lastName: 'LastName'};
  const business = {ref: 'External_Ref__c', company: 'Name'};

  test.each(['rest', 'bulk'] as const)(
    'by %s, a person needs a last name, and a business a name',
    async write_api => {
      org = await startOrg({describeFiles});
      const config = {...org.config, object: 'Account', write_api, email_field: 'PersonEmail'};
      const nameless = {...userOf(2), lastName: null};
      const people = await exportUsers({...config, mapping: person}, [userOf(1), nameless]);
      expect(people.counts).toEqual({created: 1, REQUIRED_FIELD_MISSING: 1});
      const companies = {...config, email_field: 'External_Ref__c', mapping: business};
      const acme = {ref: 'acme', company: 'Acme'};
      expect((await exportUsers(companies, [acme])).counts).toEqual({created: 1});
      expect(await org.query('SELECT Name, IsPersonAccount FROM Account ORDER BY Name')).toEqual([
        {Name: 'Acme', IsPersonAccount: false},
        {Name: 'Last 1', IsPersonAccount: true},
      ]);
    },
  );

  test('check names what a new account lacks, and discover requires neither name alone', async () => {
    const account = {object: 'Account', email_field: 'PersonEmail'};
    const nobody = {...account, mapping: {email: 'PersonEmail'}};
    org = await startOrg({describeFiles});
    await expect(checkUsers(org, nobody)).rejects.toThrow('A new Account needs Name or LastName,');
    await expect(checkUsers(org, {...account, mapping: person})).resolves.toBeDefined();
    const session = await destination.connect(
      {...org.config, object: 'Account'},
      recordingContext().context,
    );
    const [insert] = await destination.discover(session);
    await destination.close?.(session);
    expect(insert?.json_schema).toMatchObject({required: []});
  });
});
