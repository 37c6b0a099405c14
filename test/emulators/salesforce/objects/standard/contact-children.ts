/** The objects that refer to Contact: object.field, relationship name, c: deleted with it, r: keeps it from deletion. */
export const contactChildren = `
AcceptedEventRelation.RelationId AcceptedEventRelations
AccountContactRole.ContactId AccountContactRoles c
ActivityHistory.WhoId ActivityHistories c
Asset.ContactId Assets c
AssetChangeEvent.ContactId -
AttachedContentDocument.LinkedEntityId AttachedContentDocuments c
Attachment.ParentId Attachments c
CampaignMember.ContactId CampaignMembers c
CampaignMember.LeadOrContactId -
Case.ContactId Cases r
CaseChangeEvent.ContactId -
CaseContactRole.ContactId CaseContactRoles c
CaseTeamMember.MemberId - c
CaseTeamTemplateMember.MemberId - c
CollaborationGroupRecord.RecordId RecordAssociatedGroups c
CombinedAttachment.ParentId CombinedAttachments c
Contact.ReportsToId -
ContactChangeEvent.ReportsToId -
ContactCleanInfo.ContactId ContactCleanInfos c
ContactFeed.ParentId Feeds c
ContactHistory.ContactId Histories c
ContactShare.ContactId Shares c
ContentDistribution.RelatedRecordId - c
ContentDocumentLink.LinkedEntityId ContentDocumentLinks c
ContentVersion.FirstPublishLocationId -
Contract.CustomerSignedId ContractsSigned r
ContractContactRole.ContactId ContractContactRoles c
DeclinedEventRelation.RelationId DeclinedEventRelations
DuplicateRecordItem.RecordId DuplicateRecordItems c
EmailMessageRelation.RelationId EmailMessageRelations c
EmailStatus.WhoId EmailStatuses c
EntitySubscription.ParentId FeedSubscriptionsForEntity c
Event.WhoId Events c
EventChangeEvent.WhoId -
EventRelation.RelationId EventRelations c
EventRelationChangeEvent.RelationId -
FeedComment.ParentId -
FeedItem.ParentId - c
FlowRecordRelation.RelatedRecordId -
Lead.ConvertedContactId -
LeadChangeEvent.ConvertedContactId -
MatchingInformation.SFDCIdId - c
MessagingSession.ContactId -
Note.ParentId Notes c
NoteAndAttachment.ParentId NotesAndAttachments c
OpenActivity.WhoId OpenActivities c
OpportunityContactRole.ContactId OpportunityContactRoles c
Order.BillToContactId - r
Order.CustomerAuthorizedById - r
Order.ShipToContactId - r
OrderChangeEvent.BillToContactId -
OrderChangeEvent.CustomerAuthorizedById -
OrderChangeEvent.ShipToContactId -
OutgoingEmail.WhoId -
OutgoingEmailRelation.RelationId OutgoingEmailRelations
ProcessInstance.TargetObjectId ProcessInstances c
ProcessInstanceHistory.TargetObjectId ProcessSteps
RecordAction.RecordId RecordActions c
ReturnOrder.ContactId ReturnOrders
ServiceAppointment.ContactId ServiceAppointments
Task.WhoId Tasks c
TaskChangeEvent.WhoId -
TopicAssignment.EntityId TopicAssignments c
UndecidedEventRelation.RelationId UndecidedEventRelations
User.ContactId Users r
`;
