import type {StandardObject} from '../standard-object.js';

export const event: StandardObject = {
  name: 'Event',
  label: 'Event',
  labelPlural: 'Events',
  keyPrefix: '00U',
  feedEnabled: true,
  scopes: 'everything=All events; mine=My events',
  fields: `
Id|id|dL|Activity ID
WhoId|reference|cunS|Name ID|to:Contact/Lead>Who
WhatId|reference|cunS|Related To ID|to:Account/Campaign/Case/Opportunity>What
Subject|combobox(255)|cunP|Subject|values:Call;Email;Meeting;Send Letter/Quote;Other
Location|string(255)|cunP|Location
IsAllDayEvent|boolean|cudP|All-Day Event
ActivityDateTime|datetime|cun|Due Date Time
ActivityDate|date|cun|Due Date Only
DurationInMinutes|int(8)|cun|Duration
StartDateTime|datetime|cun|Start Date Time
EndDateTime|datetime|cun|End Date Time
Description|textarea(32000)|cunP|Description|as:plaintextarea
AccountId|reference|n|Account ID|to:Account>Account
OwnerId|reference|cud|Assigned To ID|to:User>Owner
IsPrivate|boolean|cudP|Private
ShowAs|picklist(40)|cund|Show Time As|values:Busy;OutOfOffice;Free|default:Busy
IsDeleted|boolean|d|Deleted
IsArchived|boolean|d|Archived
@audit
`,
};
