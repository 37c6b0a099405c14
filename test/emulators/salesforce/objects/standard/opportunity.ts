import type {StandardObject} from '../standard-object.js';

export const opportunity: StandardObject = {
  name: 'Opportunity',
  label: 'Opportunity',
  labelPlural: 'Opportunities',
  keyPrefix: '006',
  feedEnabled: true,
  scopes: 'everything=All opportunities; mine=My opportunities',
  fields: `
Id|id|dL|Opportunity ID
IsDeleted|boolean|d|Deleted
AccountId|reference|cunP|Account ID|to:Account>Account
IsPrivate|boolean|cudP|Private
Name|string(120)|cuLN|Name
Description|textarea(32000)|cunP|Description|as:plaintextarea
StageName|picklist(255)|cu|Stage|values:Prospecting;Qualification;Needs Analysis;Value Proposition;Id. Decision Makers;Perception Analysis;Proposal/Price Quote;Negotiation/Review;Closed Won;Closed Lost
Amount|currency(18,2)|cunP|Amount
Probability|percent(3,0)|cund|Probability (%)
ExpectedRevenue|currency(18,2)|n|Expected Amount
TotalOpportunityQuantity|double(18,2)|cunP|Quantity
CloseDate|date|cu|Close Date
Type|picklist(255)|cunP|Opportunity Type|values:Existing Customer - Upgrade;Existing Customer - Replacement;Existing Customer - Downgrade;New Customer
NextStep|string(255)|cunP|Next Step
LeadSource|picklist(255)|cunP|Lead Source|values:Web;Phone Inquiry;Partner Referral;Purchased List;Other
IsClosed|boolean|d|Closed
IsWon|boolean|d|Won
ForecastCategory|picklist(40)||Forecast Category|values:Omitted;Pipeline;BestCase;Forecast;Closed
CampaignId|reference|cunP|Campaign ID|to:Campaign>Campaign
OwnerId|reference|cud|Owner ID|to:User>Owner
ContactId|reference|cn|Contact ID|to:Contact>Contact
@audit
LastActivityDate|date|n|Last Activity
`,
};
