import type {GroupKind} from '../cohort/index.js';
import type {CohortStream} from './cohort-stream.js';
import {ANY_OBJECT, MOMENT, TEXT, UUID, wholeStream} from './schemas.js';
import {selectedFields, toRecord} from './selected-fields.js';

const FIELDS = {
  id: UUID,
  name: {...ANY_OBJECT, description: 'By two-letter language.'},
  referenceId: TEXT,
  createdAt: MOMENT,
  updatedAt: MOMENT,
};

/** Lists (filled by hand or import) or segments (filled by conditions). */
export function groupsStream(kind: GroupKind): CohortStream {
  return {
    name: kind,
    discover: async () => wholeStream(kind, ['id'], FIELDS),
    async *read({cohort}, {stream}) {
      const fields = selectedFields(stream) ?? Object.keys(FIELDS);
      for await (const page of cohort.readGroups(kind)) {
        yield {kind: 'records', records: page.map(group => toRecord(group, fields))};
      }
    },
  };
}
