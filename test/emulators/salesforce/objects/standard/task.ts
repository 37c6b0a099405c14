import type {StandardObject} from '../standard-object.js';

export const task: StandardObject = {
  name: 'Task',
  label: 'Task',
  labelPlural: 'Tasks',
  keyPrefix: '00T',
  feedEnabled: true,
  scopes: 'everything=All tasks; mine=My tasks; delegated=My delegated tasks',
  fields: `
Id|id|dL|Activity ID
WhoId|reference|cunS|Name ID|to:Contact/Lead>Who
WhatId|reference|cunS|Related To ID|to:Account/Campaign>What
Subject|combobox(255)|cunP|Subject|values:Call;Send Letter;Send Quote;Other
ActivityDate|date|cun|Due Date Only
Status|picklist(255)|cud|Status|values:Not Started;In Progress;Completed;Waiting on someone else;Deferred|default:Not Started
Priority|picklist(255)|cud|Priority|values:High;Normal;Low|default:Normal
OwnerId|reference|cud|Assigned To ID|to:Group/User>Owner
Description|textarea(32000)|cun|Description|as:plaintextarea
IsDeleted|boolean|d|Deleted
IsArchived|boolean|d|Archived
@audit
`,
};
