/** The objects that refer to Lead: object.field, relationship name, c: deleted with it, r: keeps it from deletion. */
export const leadChildren = `
AcceptedEventRelation.RelationId AcceptedEventRelations
ActivityHistory.WhoId ActivityHistories c
AttachedContentDocument.LinkedEntityId AttachedContentDocuments c
Attachment.ParentId Attachments c
CampaignMember.LeadId CampaignMembers c
CampaignMember.LeadOrContactId -
CollaborationGroupRecord.RecordId RecordAssociatedGroups c
CombinedAttachment.ParentId CombinedAttachments c
ContentDistribution.RelatedRecordId - c
ContentDocumentLink.LinkedEntityId ContentDocumentLinks c
ContentVersion.FirstPublishLocationId -
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
LeadCleanInfo.LeadId LeadCleanInfos c
LeadFeed.ParentId Feeds c
LeadHistory.LeadId Histories c
LeadShare.LeadId Shares c
Note.ParentId Notes c
NoteAndAttachment.ParentId NotesAndAttachments c
OpenActivity.WhoId OpenActivities c
OutgoingEmail.WhoId -
OutgoingEmailRelation.RelationId OutgoingEmailRelations
ProcessInstance.TargetObjectId ProcessInstances c
ProcessInstanceHistory.TargetObjectId ProcessSteps
RecordAction.RecordId RecordActions c
ServiceAppointment.ParentRecordId ServiceAppointments c
Task.WhoId Tasks c
TaskChangeEvent.WhoId -
TopicAssignment.EntityId TopicAssignments c
UndecidedEventRelation.RelationId UndecidedEventRelations
`;
