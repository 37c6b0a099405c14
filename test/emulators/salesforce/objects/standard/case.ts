import type {StandardObject} from '../standard-object.js';

export const supportCase: StandardObject = {
  name: 'Case',
  label: 'Case',
  labelPlural: 'Cases',
  keyPrefix: '500',
  feedEnabled: true,
  mergeable: true,
  scopes: 'everything=All cases; mine=My cases',
  fields: `
Id|id|dL|Case ID
IsDeleted|boolean|d|Deleted
CaseNumber|string(30)|dLN|Case Number
ContactId|reference|cunP|Contact ID|to:Contact>Contact
AccountId|reference|cunP|Account ID|to:Account>Account
ParentId|reference|cunP|Parent Case ID|to:Case>Parent
SuppliedName|string(80)|cunP|Name
SuppliedEmail|email(80)|cunP|Email Address
SuppliedPhone|string(40)|cunP|Phone
SuppliedCompany|string(80)|cunP|Company
Type|picklist(255)|cunP|Case Type|values:Mechanical;Electrical;Electronic;Structural;Other
Status|picklist(255)|cudP|Status|values:New;Working;Escalated;Closed|default:New
Reason|picklist(255)|cunP|Case Reason|values:Installation;Equipment Complexity;Performance;Breakdown;Equipment Design;Feedback;Other
Origin|picklist(255)|cunP|Case Origin|values:Phone;Email;Web
Subject|string(255)|cunP|Subject
Priority|picklist(255)|cudP|Priority|values:High;Medium;Low|default:Medium
Description|textarea(32000)|cunP|Description|as:plaintextarea
IsClosed|boolean|d|Closed
ClosedDate|datetime|n|Closed Date
IsEscalated|boolean|cudP|Escalated
OwnerId|reference|cud|Owner ID|to:Group/User>Owner
ContactPhone|phone(40)|n|Contact Phone
ContactEmail|email(80)|n|Contact Email
Comments|textarea(4000)|cun|Internal Comments|as:plaintextarea
@audit
`,
};
