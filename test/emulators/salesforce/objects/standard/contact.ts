import type {StandardObject} from '../standard-object.js';
import {contactChildren} from './contact-children.js';

export const contact: StandardObject = {
  name: 'Contact',
  label: 'Contact',
  labelPlural: 'Contacts',
  keyPrefix: '003',
  feedEnabled: true,
  mergeable: true,
  scopes: `everything=All contacts; mine=My contacts; team=My team's contacts`,
  children: contactChildren,
  fields: `
Id|id|dL|Contact ID
IsDeleted|boolean|d|Deleted
MasterRecordId|reference|n|Master Record ID|to:Contact>MasterRecord
AccountId|reference|cunPS|Account ID|to:Account>Account
@person
@address Other
@address Mailing
Phone|phone(40)|cunP|Business Phone
Fax|phone(40)|cunP|Business Fax
MobilePhone|phone(40)|cunP|Mobile Phone
HomePhone|phone(40)|cunP|Home Phone
OtherPhone|phone(40)|cunP|Other Phone
AssistantPhone|phone(40)|cunP|Asst. Phone
ReportsToId|reference|cunPS|Reports To ID|to:Contact>ReportsTo
Email|email(80)|cunLP|Email
Title|string(128)|cunP|Title
Department|string(80)|cunP|Department
AssistantName|string(40)|cunP|Assistant's Name
LeadSource|picklist(40)|cunP|Lead Source|values:@source
Birthdate|date|cunP|Birthdate
Description|textarea(32000)|cunP|Contact Description|as:plaintextarea
OwnerId|reference|cud|Owner ID|to:User>Owner
@audit
LastActivityDate|date|n|Last Activity
LastCURequestDate|datetime|n|Last Stay-in-Touch Request Date
LastCUUpdateDate|datetime|n|Last Stay-in-Touch Save Date
LastViewedDate|datetime|n|Last Viewed Date
LastReferencedDate|datetime|n|Last Referenced Date
EmailBouncedReason|string(255)|cun|Email Bounced Reason
EmailBouncedDate|datetime|cun|Email Bounced Date
IsEmailBounced|boolean|d|Is Email Bounced
PhotoUrl|url(255)|n|Photo URL|as:imageurl
Jigsaw|string(20)|cunP|Data.com Key
JigsawContactId|string(20)|n|Jigsaw Contact ID|rel:JigsawContact
CleanStatus|picklist(40)|cunRP|Clean Status|values:@clean
IndividualId|reference|cunS|Individual ID|to:Individual>Individual
`,
};
