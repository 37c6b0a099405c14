import type {Table} from '../org/index.js';
import type {Condition, Query} from './syntax.js';

// Salesforce has an index on these of every object.
const always = ['id', 'createddate', 'systemmodstamp', 'lastmodifieddate', 'name'];

/** The fields of a query's conditions, all of which must hold, that have an index. */
export function indexedFields({where}: Query, table: Table): string[] {
  const names = where ? namesIn(where) : [];
  const fields = names.flatMap(name => table.type.field(name) ?? []);
  const indexed = fields.filter(
    field => always.includes(field.name.toLowerCase()) || table.isIndexed(field),
  );
  return [...new Set(indexed.map(({name}) => name))];
}

function namesIn(condition: Condition): string[] {
  if (condition.kind === 'and') return condition.parts.flatMap(namesIn);
  if (condition.kind === 'or' || condition.kind === 'not') return [];
  const {operand} = condition;
  if (condition.kind === 'compare' && condition.operator === '!=') return [];
  return operand.kind === 'path' && operand.names.length === 1 ? operand.names : [];
}
