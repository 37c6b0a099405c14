/** The objects that refer to Account: object.field, relationship name, c: deleted with it, r: keeps it from deletion. */
export const accountChildren = `
Account.ParentId ChildAccounts
AccountChangeEvent.ParentId -
AccountCleanInfo.AccountId AccountCleanInfos c
AccountContactRole.AccountId AccountContactRoles c
AccountFeed.ParentId Feeds c
AccountHistory.AccountId Histories c
AccountPartner.AccountFromId AccountPartnersFrom c
AccountPartner.AccountToId AccountPartnersTo c
AccountShare.AccountId Shares c
ActivityHistory.AccountId ActivityHistories c
Asset.AccountId Assets c
Asset.AssetProvidedById ProvidedAssets
Asset.AssetServicedById ServicedAssets
AssetChangeEvent.AccountId -
AssetChangeEvent.AssetProvidedById -
AssetChangeEvent.AssetServicedById -
AssociatedLocation.ParentRecordId AssociatedLocations c
AttachedContentDocument.LinkedEntityId AttachedContentDocuments c
Attachment.ParentId Attachments c
CampaignMember.LeadOrContactId -
Case.AccountId Cases r
CaseChangeEvent.AccountId -
CollaborationGroupRecord.RecordId RecordAssociatedGroups c
CombinedAttachment.ParentId CombinedAttachments c
Contact.AccountId Contacts c
ContactChangeEvent.AccountId -
ContentDistribution.RelatedRecordId - c
ContentDocumentLink.LinkedEntityId ContentDocumentLinks c
ContentVersion.FirstPublishLocationId -
Contract.AccountId Contracts cr
DuplicateRecordItem.RecordId DuplicateRecordItems c
EmailMessage.RelatedToId Emails
EntitySubscription.ParentId FeedSubscriptionsForEntity c
Event.AccountId -
Event.WhatId Events c
EventChangeEvent.AccountId -
EventChangeEvent.WhatId -
EventRelationChangeEvent.RelationId -
FeedComment.ParentId -
FeedItem.ParentId - c
FlowRecordRelation.RelatedRecordId -
Lead.ConvertedAccountId -
LeadChangeEvent.ConvertedAccountId -
MessagingSession.AccountId -
Note.ParentId Notes c
NoteAndAttachment.ParentId NotesAndAttachments c
OpenActivity.AccountId OpenActivities c
Opportunity.AccountId Opportunities c
OpportunityChangeEvent.AccountId -
OpportunityPartner.AccountToId OpportunityPartnersTo c
Order.AccountId Orders cr
OrderChangeEvent.AccountId -
OutgoingEmail.RelatedToId -
Partner.AccountFromId PartnersFrom c
Partner.AccountToId PartnersTo c
ProcessInstance.TargetObjectId ProcessInstances c
ProcessInstanceHistory.TargetObjectId ProcessSteps
RecordAction.RecordId RecordActions c
ResourcePreference.RelatedRecordId ResourcePreferences c
ReturnOrder.AccountId ReturnOrders
ServiceAppointment.AccountId ServiceAppointmentAccount
ServiceAppointment.ParentRecordId ServiceAppointments c
Task.AccountId -
Task.WhatId Tasks c
TaskChangeEvent.AccountId -
TaskChangeEvent.WhatId -
TopicAssignment.EntityId TopicAssignments c
User.AccountId Users
UserRole.PortalAccountId -
`;
