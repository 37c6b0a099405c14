import type {StandardObject} from '../standard-object.js';
import {leadChildren} from './lead-children.js';

export const lead: StandardObject = {
  name: 'Lead',
  label: 'Lead',
  labelPlural: 'Leads',
  keyPrefix: '00Q',
  feedEnabled: true,
  mergeable: true,
  scopes: `everything=All leads; mine=My leads; queue_owned=Queue owned leads; team=My team's leads; user_owned=User owned leads`,
  children: leadChildren,
  fields: `
Id|id|dL|Lead ID
IsDeleted|boolean|d|Deleted
MasterRecordId|reference|n|Master Record ID|to:Lead>MasterRecord
@person
Title|string(128)|cunP|Title
Company|string(255)|cu|Company
@address
Phone|phone(40)|cunP|Phone
MobilePhone|phone(40)|cunP|Mobile Phone
Fax|phone(40)|cunP|Fax
Email|email(80)|cunLP|Email
Website|url(255)|cunP|Website
PhotoUrl|url(255)|n|Photo URL|as:imageurl
Description|textarea(32000)|cunP|Description|as:plaintextarea
LeadSource|picklist(40)|cunP|Lead Source|values:@source
Status|picklist(40)|cud|Status|values:Open - Not Contacted;Working - Contacted;Closed - Converted;Closed - Not Converted|default:Open - Not Contacted
Industry|picklist(40)|cunP|Industry|values:@industry
Rating|picklist(40)|cunP|Rating|values:Hot;Warm;Cold
AnnualRevenue|currency(18,0)|cunP|Annual Revenue
NumberOfEmployees|int(8)|cunP|Employees
OwnerId|reference|cud|Owner ID|to:Group/User>Owner
IsConverted|boolean|cd|Converted
ConvertedDate|date|n|Converted Date
ConvertedAccountId|reference|nS|Converted Account ID|to:Account>ConvertedAccount
ConvertedContactId|reference|nS|Converted Contact ID|to:Contact>ConvertedContact
ConvertedOpportunityId|reference|nS|Converted Opportunity ID|to:Opportunity>ConvertedOpportunity
IsUnreadByOwner|boolean|cud|Unread By Owner
@audit
LastActivityDate|date|n|Last Activity
LastViewedDate|datetime|n|Last Viewed Date
LastReferencedDate|datetime|n|Last Referenced Date
Jigsaw|string(20)|cunP|Data.com Key
JigsawContactId|string(20)|n|Jigsaw Contact ID|rel:JigsawContact
CleanStatus|picklist(40)|cunRP|Clean Status|values:@clean
CompanyDunsNumber|string(9)|cunP|Company D-U-N-S Number
DandbCompanyId|reference|cunPS|D&B Company ID|to:DandBCompany>DandbCompany
EmailBouncedReason|string(255)|un|Email Bounced Reason
EmailBouncedDate|datetime|un|Email Bounced Date
IndividualId|reference|cunS|Individual ID|to:Individual>Individual
`,
};
