import type {StandardObject} from '../standard-object.js';

export const profile: StandardObject = {
  name: 'Profile',
  label: 'Profile',
  labelPlural: 'Profile',
  keyPrefix: '00e',
  differs: {createable: false, deletable: false, undeletable: false, recordTypeInfos: []},
  children: 'User.ProfileId Users',
  fields: `
Id|id|dL|Profile ID
Name|string(255)|uLN|Name
UserType|picklist(40)|nR|User Type|values:Standard;PowerPartner;CspLitePortal;Guest
Description|string(255)|un|Description
@audit
`,
};
