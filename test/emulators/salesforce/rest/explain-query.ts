import type {Session} from '../session/index.js';
import {indexedFields, runQuery} from '../soql/index.js';

const mostOfIndex = 0.1;

/** What `explain=` asks for: how the query would be run. An index is used where few records are left by it. */
export function explainQuery(session: Session, text: string): object {
  const result = runQuery({...session, sourceOf: table => table}, text, false);
  const name = 'binding' in result ? result.binding.type.name : result.query.from.name;
  const table = session.org.table(name);
  const total = table?.size ?? 0;
  const cardinality = 'positions' in result ? result.positions.length : total;
  const fields = table ? indexedFields(result.query, table) : [];
  const usesIndex = fields.length > 0 && cardinality <= total * mostOfIndex;
  const scan = plan({name, total, cardinality, fields: [], type: 'TableScan'});
  const index = plan({name, total, cardinality, fields, type: 'Index'});
  return {plans: usesIndex ? [index, scan] : [scan], sourceQuery: text};
}

function plan(facts: {
  name: string;
  total: number;
  cardinality: number;
  fields: readonly string[];
  type: 'Index' | 'TableScan';
}): object {
  const {name, total, cardinality, fields, type} = facts;
  return {
    cardinality,
    fields,
    leadingOperationType: type,
    notes: [],
    relativeCost: type === 'Index' ? cardinality / Math.max(total * mostOfIndex, 1) : 2.8,
    sobjectCardinality: total,
    sobjectType: name,
  };
}
