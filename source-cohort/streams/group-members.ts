import type {GroupKind} from '../cohort/index.js';
import type {Session} from '../session.js';
import type {CohortStream} from './cohort-stream.js';
import {TEXT, UUID, wholeStream} from './schemas.js';
import {selectedFields, toRecord} from './selected-fields.js';
import {findGroups} from './where/user-filter.js';

const NAMES = {
  lists: {stream: 'list_members', group: 'listId'},
  segments: {stream: 'segment_members', group: 'segmentId'},
};

/** Who is in each list or segment: one record for each membership; of those that the config names, or of all. */
export function groupMembersStream(kind: GroupKind): CohortStream {
  const {stream: name, group: groupField} = NAMES[kind];
  const schemas = {id: TEXT, [groupField]: UUID, userId: UUID, email: TEXT, lang: TEXT};
  return {
    name,
    discover: async () => wholeStream(name, [groupField, 'userId'], schemas),
    async *read(session, {stream}) {
      const fields = selectedFields(stream) ?? Object.keys(schemas);
      for await (const group of chosenGroups(session, kind)) {
        for await (const members of session.cohort.readMembers(kind, group)) {
          const records = members.map(({id: userId, email, lang}) => {
            // For systems that know a record by one id.
            const id = `${group}:${userId}`;
            return toRecord({id, [groupField]: group, userId, email, lang}, fields);
          });
          yield {kind: 'records', records};
        }
      }
    },
  };
}

async function* chosenGroups({cohort, groups}: Session, kind: GroupKind): AsyncGenerator<string> {
  const wanted = groups.filter(group => group.kind === kind);
  if (wanted.length === 0) {
    for await (const page of cohort.readGroups(kind)) yield* page.map(({id}) => id);
    return;
  }
  for (const {id} of await findGroups(cohort, wanted, kind)) yield id;
}
