import type {Config} from '../generated/types.js';
import type {SObjectSummary} from '../salesforce/index.js';

/** Which of the org's objects to offer as streams: `objects`, else `streams_criteria`, else all that can be queried. */
export function chooseObjects(
  all: readonly Pick<SObjectSummary, 'name' | 'queryable'>[],
  config: Config,
): string[] {
  const queryable = all.filter(({queryable}) => queryable).map(({name}) => name);
  if (config.objects?.length) {
    const wanted = new Set(config.objects);
    return queryable.filter(name => wanted.has(name));
  }
  const offered = queryable.filter(name => !isRestricted(name));
  const criteria = config.streams_criteria ?? [];
  const including = criteria.filter(({criteria}) => !criteria.includes('not'));
  const excluding = criteria.filter(({criteria}) => criteria.includes('not'));
  return offered.filter(
    name =>
      (including.length === 0 || including.some(criterion => meets(name, criterion))) &&
      excluding.every(criterion => !meets(name, criterion)),
  );
}

function meets(name: string, {criteria, value}: {criteria: string; value: string}): boolean {
  const [text, part] = [name.toLowerCase(), value.toLowerCase()];
  if (criteria.startsWith('starts')) return text.startsWith(part);
  if (criteria.startsWith('ends')) return text.endsWith(part);
  return criteria.endsWith('exacts') ? text === part : text.includes(part);
}

// Objects that say they can be queried and then want conditions no sync can give, or refuse every query.
const RESTRICTED = new Set(
  `ActivityHistory AggregateResult Announcement AppTabMember AttachedContentDocument AttachedContentNote
  CollaborationGroupRecord ColorDefinition CombinedAttachment ContentBody ContentDocumentLink ContentFolderItem ContentFolderMember
  DataStatistics DataType DatacloudAddress DatacloudCompany DatacloudContact DatacloudDandBCompany EmailStatus
  EntityDefinition EntityParticle FieldDefinition FieldHistoryArchive FlexQueueItem FlowVariableView FlowVersionView FolderedContentDocument
  IconDefinition IdeaComment KnowledgeArticleViewStat KnowledgeArticleVoteStat ListViewChartInstance LookedUpFromActivity Name
  NetworkUserHistoryRecent NoteAndAttachment OpenActivity OutgoingEmail OutgoingEmailRelation OwnedContentDocument OwnerChangeOptionInfo
  PicklistValueInfo PlatformAction ProcessInstanceHistory QuoteTemplateRichTextData RelationshipDomain RelationshipInfo
  SearchLayout SiteDetail UserEntityAccess UserFieldAccess UserRecordAccess Vote`.split(/\s+/),
);

function isRestricted(name: string): boolean {
  return RESTRICTED.has(name) || /ChangeEvent$|^ActivityMetric|__Tag$/.test(name);
}
