import type {StandardObject} from '../standard-object.js';
import {accountChildren} from './account-children.js';

export const account: StandardObject = {
  name: 'Account',
  label: 'Account',
  labelPlural: 'Accounts',
  keyPrefix: '001',
  feedEnabled: true,
  mergeable: true,
  scopes: `everything=All accounts; mine=My accounts; team=My team's accounts`,
  children: accountChildren,
  fields: `
Id|id|dL|Account ID
IsDeleted|boolean|d|Deleted
MasterRecordId|reference|n|Master Record ID|to:Account>MasterRecord
Name|string(255)|cuN|Account Name|in:Name|as:switchablepersonname
Type|picklist(40)|cunP|Account Type|values:Prospect;Customer - Direct;Customer - Channel;Channel Partner / Reseller;Installation Partner;Technology Partner;Other
ParentId|reference|cunPS|Parent Account ID|to:Account>Parent
@address Billing
@address Shipping
Phone|phone(40)|cunP|Account Phone
Fax|phone(40)|cunP|Account Fax
AccountNumber|string(40)|cunP|Account Number
Website|url(255)|cunP|Website
PhotoUrl|url(255)|n|Photo URL|as:imageurl
Sic|string(20)|cunP|SIC Code
Industry|picklist(40)|cunP|Industry|values:@industry
AnnualRevenue|currency(18,0)|cunP|Annual Revenue
NumberOfEmployees|int(8)|cunP|Employees
Ownership|picklist(40)|cunP|Ownership|values:Public;Private;Subsidiary;Other
TickerSymbol|string(20)|cunP|Ticker Symbol
Description|textarea(32000)|cunP|Account Description|as:plaintextarea
Rating|picklist(40)|cunP|Account Rating|values:Hot;Warm;Cold
Site|string(80)|cunP|Account Site
OwnerId|reference|cud|Owner ID|to:User>Owner
@audit
LastActivityDate|date|n|Last Activity
LastViewedDate|datetime|n|Last Viewed Date
LastReferencedDate|datetime|n|Last Referenced Date
Jigsaw|string(20)|cunP|Data.com Key
JigsawCompanyId|string(20)|n|Jigsaw Company ID|rel:JigsawCompany
CleanStatus|picklist(40)|cunRP|Clean Status|values:@clean
AccountSource|picklist(40)|cunP|Account Source|values:@source
DunsNumber|string(9)|cunP|D-U-N-S Number
Tradestyle|string(255)|cunP|Tradestyle
NaicsCode|string(8)|cunP|NAICS Code
NaicsDesc|string(120)|cunP|NAICS Description
YearStarted|string(4)|cunP|Year Started
SicDesc|string(80)|cunP|SIC Description
DandbCompanyId|reference|cunPS|D&B Company ID|to:DandBCompany>DandbCompany
OperatingHoursId|reference|cunPS|Operating Hour ID|to:OperatingHours>OperatingHours
`,
};
