import {startOrg} from '../../destination-salesforce/fixtures/org.js';
import type {DestinationUnderTest, Person} from '../connector-under-test.js';
import {salesforceTroubles} from './salesforce-troubles.js';

const mapping = {email: 'Email', name: 'LastName', points: 'Loyalty_Points__c'};

export const destinationSalesforce: DestinationUnderTest = {
  name: 'destination-salesforce',
  kind: 'destination',
  object: 'Contact',
  async start() {
    const org = await startOrg();
    const soql = 'SELECT Email, LastName, Loyalty_Points__c FROM Contact';
    return {
      config: {...org.config, mapping},
      close: org.close,
      people: async () =>
        (await org.query(soql)).map(
          ({Email, LastName, Loyalty_Points__c}) =>
            ({email: Email, name: LastName, points: Loyalty_Points__c}) as Person,
        ),
    };
  },
  ...salesforceTroubles,
};
