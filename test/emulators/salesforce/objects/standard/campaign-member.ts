import type {StandardObject} from '../standard-object.js';

export const campaignMember: StandardObject = {
  name: 'CampaignMember',
  label: 'Campaign Member',
  labelPlural: 'Campaign Members',
  keyPrefix: '00v',
  differs: {undeletable: false},
  fields: `
Id|id|dL|Campaign Member ID
IsDeleted|boolean|d|Deleted
CampaignId|reference|cS|Campaign ID|to:Campaign>Campaign
LeadId|reference|cunS|Lead ID|to:Lead>Lead
ContactId|reference|cunS|Contact ID|to:Contact>Contact
Status|picklist(40)|cund|Status|values:Sent;Responded|default:Sent
HasResponded|boolean|d|Responded
@audit
FirstRespondedDate|date|n|First Responded Date
`,
};
