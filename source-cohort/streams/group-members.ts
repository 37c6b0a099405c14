import type {GroupKind} from '../cohort/index.js';
import type {CohortStream} from './cohort-stream.js';
import {TEXT, UUID, wholeStream} from './schemas.js';
import {selectedFields, toRecord} from './selected-fields.js';

const NAMES = {
  lists: {stream: 'list_members', group: 'listId'},
  segments: {stream: 'segment_members', group: 'segmentId'},
};

/** Who is in each list or segment: one record for each membership. */
export function groupMembersStream(kind: GroupKind): CohortStream {
  const {stream: name, group: groupField} = NAMES[kind];
  const schemas = {[groupField]: UUID, userId: UUID, email: TEXT, lang: TEXT};
  return {
    name,
    discover: async () => wholeStream(name, [groupField, 'userId'], schemas),
    async *read({cohort}, {stream}) {
      const fields = selectedFields(stream) ?? Object.keys(schemas);
      for await (const groups of cohort.readGroups(kind)) {
        for (const group of groups) {
          for await (const members of cohort.readMembers(kind, group.id)) {
            const records = members.map(({id, email, lang}) =>
              toRecord({[groupField]: group.id, userId: id, email, lang}, fields),
            );
            yield {kind: 'records', records};
          }
        }
      }
    },
  };
}
