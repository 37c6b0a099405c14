import type {StandardObject} from '../standard-object.js';

// Names, types and labels after the describes that generated clients keep, such as NetCoreForce's models (v50 and later).

export const userRole: StandardObject = {
  name: 'UserRole',
  label: 'Role',
  labelPlural: 'Role',
  keyPrefix: '00E',
  differs: {undeletable: false, layoutable: false, searchable: false, recordTypeInfos: []},
  children: 'User.UserRoleId Users',
  fields: `
Id|id|dL|Role ID
Name|string(80)|cuLN|Name
ParentRoleId|reference|cun|Parent Role ID|to:UserRole>ParentRole
RollupDescription|string(80)|cun|Description
MayForecastManagerShare|boolean|d|May Forecast Manager Share
LastModifiedDate|datetime|d|Last Modified Date
LastModifiedById|reference|d|Last Modified By ID|to:User>LastModifiedBy
SystemModstamp|datetime|d|System Modstamp
DeveloperName|string(80)|cun|Developer Name
`,
};

/** Queues and public groups. */
export const group: StandardObject = {
  name: 'Group',
  label: 'Group',
  labelPlural: 'Group',
  keyPrefix: '00G',
  differs: {undeletable: false, layoutable: false, searchable: false, recordTypeInfos: []},
  children: 'GroupMember.GroupId GroupMembers c',
  fields: `
Id|id|dL|Group ID
Name|string(40)|cuN|Name
DeveloperName|string(80)|cun|Developer Name
RelatedId|reference|n|Related ID|to:User/UserRole>Related
Type|picklist(40)|cR|Type|values:Regular;Role;RoleAndSubordinates;Organization;Queue|default:Regular
Email|email(255)|cun|Email
OwnerId|reference|d|Owner ID|to:User>Owner
DoesSendEmailToMembers|boolean|cud|Send Email to Members
DoesIncludeBosses|boolean|cud|Include Bosses
@audit
`,
};

export const groupMember: StandardObject = {
  name: 'GroupMember',
  label: 'Group Member',
  labelPlural: 'Group Member',
  keyPrefix: '011',
  differs: {
    updateable: false,
    undeletable: false,
    layoutable: false,
    searchable: false,
    recordTypeInfos: [],
  },
  fields: `
Id|id|dL|Group Member ID
GroupId|reference|c|Group ID|to:Group>Group
UserOrGroupId|reference|c|User/Group ID|to:Group/User>UserOrGroup
SystemModstamp|datetime|d|System Modstamp
`,
};
