import {startOrg} from '../../destination-salesforce/fixtures/org.js';
import type {SourceUnderTest} from '../connector-under-test.js';
import {salesforceTroubles} from './salesforce-troubles.js';

export const sourceSalesforce: SourceUnderTest = {
  name: 'source-salesforce',
  kind: 'source',
  start: async () => {
    const org = await startOrg({contacts: 60});
    return {...org, config: {...org.config, objects: ['Contact', 'Account', 'User']}};
  },
  startLarge: async () => {
    const org = await startOrg({contacts: 2500});
    return {...org, config: {...org.config, stream_slice_step: 'P250D'}};
  },
  large: {stream: 'Contact', fields: ['Id', 'Email', 'LastName', 'Birthdate', 'SystemModstamp']},
  ...salesforceTroubles,
};
