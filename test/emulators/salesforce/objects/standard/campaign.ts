import type {StandardObject} from '../standard-object.js';
import {campaignChildren} from './campaign-children.js';

export const campaign: StandardObject = {
  name: 'Campaign',
  label: 'Campaign',
  labelPlural: 'Campaigns',
  keyPrefix: '701',
  feedEnabled: false,
  mergeable: false,
  scopes:
    'all_active_campaigns=All active campaigns; everything=All campaigns; mine=My campaigns; my_active_campaigns=My active campaigns; single_entity_scope=Select a campaign:',
  children: campaignChildren,
  fields: `
Id|id|dL|Campaign ID
IsDeleted|boolean|d|Deleted
Name|string(80)|cuLN|Name
ParentId|reference|cunPS|Parent Campaign ID|to:Campaign>Parent
Type|picklist(40)|cundP|Type|values:Conference;Webinar;Trade Show;Public Relations;Partners;Referral Program;Advertisement;Banner Ads;Direct Mail;Email;Telemarketing;Other|default:Conference
Status|picklist(40)|cundP|Status|values:Planned;In Progress;Completed;Aborted|default:Planned
StartDate|date|cunP|Start Date
EndDate|date|cunP|End Date
ExpectedRevenue|currency(18,0)|cunP|Expected Revenue in Campaign
BudgetedCost|currency(18,0)|cunP|Budgeted Cost in Campaign
ActualCost|currency(18,0)|cunP|Actual Cost in Campaign
ExpectedResponse|percent(10,2)|cunP|Expected Response (%)
NumberSent|double(18,0)|cunP|Num Sent in Campaign
IsActive|boolean|cudP|Active
Description|textarea(32000)|cunP|Description|as:plaintextarea
NumberOfLeads|int(9)|P|Leads in Campaign
NumberOfConvertedLeads|int(9)|P|Converted Leads in Campaign
NumberOfContacts|int(9)|P|Contacts in Campaign
NumberOfResponses|int(9)|P|Responses in Campaign
NumberOfOpportunities|int(9)|P|Opportunities in Campaign
NumberOfWonOpportunities|int(9)|P|Won Opportunities in Campaign
AmountAllOpportunities|currency(18,0)|P|Value Opportunities in Campaign
AmountWonOpportunities|currency(18,0)|P|Value Won Opportunities in Campaign
OwnerId|reference|cud|Owner ID|to:User>Owner
@audit
LastActivityDate|date|n|Last Activity
LastViewedDate|datetime|n|Last Viewed Date
LastReferencedDate|datetime|n|Last Referenced Date
CampaignMemberRecordTypeId|reference|cunS|Record Type ID|to:RecordType>CampaignMemberRecordType
`,
};
