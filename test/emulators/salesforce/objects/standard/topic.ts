import type {StandardObject} from '../standard-object.js';

export const topic: StandardObject = {
  name: 'Topic',
  label: 'Topic',
  labelPlural: 'Topics',
  keyPrefix: '0TO',
  feedEnabled: true,
  scopes: 'everything=All topics',
  differs: {recordTypeInfos: [], searchLayoutable: false, undeletable: false},
  children: 'TopicAssignment.TopicId TopicAssignments c',
  fields: `
Id|id|dL|Topic ID
Name|string(99)|cuLN|Name
Description|string(1000)|cun|Description
CreatedDate|datetime|d|Created Date
CreatedById|reference|d|Created By ID|to:User>CreatedBy
TalkingAbout|int(9)||Talking About
SystemModstamp|datetime|d|System Modstamp
`,
};
