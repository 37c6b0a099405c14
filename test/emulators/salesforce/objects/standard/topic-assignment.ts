import type {StandardObject} from '../standard-object.js';

export const topicAssignment: StandardObject = {
  name: 'TopicAssignment',
  label: 'Topic Assignment',
  labelPlural: 'Topic Assignments',
  keyPrefix: '0To',
  differs: {updateable: false, undeletable: false},
  fields: `
Id|id|dL|Topic Assignment ID
TopicId|reference|cS|Topic ID|to:Topic>Topic
EntityId|reference|c|Entity ID|to:Account/Campaign/Contact/Lead>Entity
CreatedDate|datetime|d|Created Date
CreatedById|reference|d|Created By ID|to:User>CreatedBy
IsDeleted|boolean|d|Deleted
SystemModstamp|datetime|d|System Modstamp
`,
};
