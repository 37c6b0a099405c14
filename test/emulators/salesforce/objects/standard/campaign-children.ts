/** The objects that refer to Campaign: object.field, relationship name, c: deleted with it, r: keeps it from deletion. */
export const campaignChildren = `
ActivityHistory.WhatId ActivityHistories c
AttachedContentDocument.LinkedEntityId AttachedContentDocuments c
Attachment.ParentId Attachments c
Campaign.ParentId ChildCampaigns
CampaignChangeEvent.ParentId -
CampaignFeed.ParentId Feeds c
CampaignHistory.CampaignId Histories c
CampaignMember.CampaignId CampaignMembers c
CampaignMemberStatus.CampaignId CampaignMemberStatuses c
CampaignShare.CampaignId Shares c
CollaborationGroupRecord.RecordId RecordAssociatedGroups c
CombinedAttachment.ParentId CombinedAttachments c
ContentDistribution.RelatedRecordId - c
ContentDocumentLink.LinkedEntityId ContentDocumentLinks c
ContentVersion.FirstPublishLocationId -
EmailMessage.RelatedToId Emails
EntitySubscription.ParentId FeedSubscriptionsForEntity c
Event.WhatId Events c
EventChangeEvent.WhatId -
EventRelationChangeEvent.RelationId -
FeedComment.ParentId -
FeedItem.ParentId - c
FlowRecordRelation.RelatedRecordId -
ListEmail.CampaignId ListEmails
ListEmailChangeEvent.CampaignId -
ListEmailRecipientSource.SourceListId ListEmailRecipientSources c
OpenActivity.WhatId OpenActivities c
Opportunity.CampaignId Opportunities
OpportunityChangeEvent.CampaignId -
OutgoingEmail.RelatedToId -
ProcessInstance.TargetObjectId ProcessInstances c
ProcessInstanceHistory.TargetObjectId ProcessSteps
RecordAction.RecordId RecordActions c
Task.WhatId Tasks c
TaskChangeEvent.WhatId -
TopicAssignment.EntityId TopicAssignments c
`;
