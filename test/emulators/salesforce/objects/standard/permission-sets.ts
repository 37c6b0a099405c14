import type {StandardObject} from '../standard-object.js';

// Names, types and labels after the describes that generated clients keep, such as NetCoreForce's models (v50 and later).

/** What a user may do beside what the profile allows; each profile has one of its own too. */
export const permissionSet: StandardObject = {
  name: 'PermissionSet',
  label: 'Permission Set',
  labelPlural: 'Permission Sets',
  keyPrefix: '0PS',
  differs: {undeletable: false, layoutable: false, searchable: false, recordTypeInfos: []},
  children: 'PermissionSetAssignment.PermissionSetId Assignments c',
  fields: `
Id|id|dL|PermissionSet ID
Name|string(80)|cuLN|Permission Set Name
Label|string(80)|cu|Permission Set Label
ProfileId|reference|n|Profile ID|to:Profile>Profile
IsOwnedByProfile|boolean|d|Is Owned By Profile
IsCustom|boolean|d|Custom
PermissionsApiEnabled|boolean|cud|API Enabled
PermissionsApiUserOnly|boolean|cud|Api Only User
PermissionsViewEncryptedData|boolean|cud|View Encrypted Data
PermissionsViewAllData|boolean|cud|View All Data
PermissionsModifyAllData|boolean|cud|Modify All Data
Description|string(255)|cun|Description
@audit
NamespacePrefix|string(15)|n|Namespace Prefix
HasActivationRequired|boolean|cud|Session Activation Required
Type|picklist(40)|nR|Permission Set Type|values:Regular;Standard;Session;Group;Profile
`,
};

/** Which user has which permission set. */
export const permissionSetAssignment: StandardObject = {
  name: 'PermissionSetAssignment',
  label: 'Permission Set Assignment',
  labelPlural: 'Permission Set Assignments',
  keyPrefix: '0Pa',
  differs: {undeletable: false, layoutable: false, searchable: false, recordTypeInfos: []},
  fields: `
Id|id|dL|PermissionSetAssignment ID
PermissionSetId|reference|c|PermissionSet ID|to:PermissionSet>PermissionSet
AssigneeId|reference|c|Assignee ID|to:User>Assignee
SystemModstamp|datetime|d|Date Assigned
ExpirationDate|datetime|cun|Expires On
IsActive|boolean|d|Is Active
`,
};
