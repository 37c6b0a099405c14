import {kindOf} from '../../discover/field-type.js';
import type {CsvCompound, FieldDescribe} from '../../salesforce/index.js';
import type {CompoundPart} from '../compound-parts.js';

/** The fields of a read, and of each compound one its components. */
interface ReadFields {
  fields: readonly FieldDescribe[];
  compounds: ReadonlyMap<string, readonly CompoundPart[]>;
}

/** What a bulk query asks for: it has no compound fields, so their components come after the chosen fields. */
export function bulkFields({fields, compounds}: ReadFields): FieldDescribe[] {
  const parts = fields.flatMap(({name}) => compounds.get(name) ?? []).map(({field}) => field);
  const plain = fields.filter(field => kindOf(field) !== 'compound');
  const named = new Set(plain.map(({name}) => name));
  const hidden = parts.filter(({name}) => !named.has(name));
  return [...plain, ...hidden];
}

/** How the compound fields come together from the columns of a bulk query. */
export function csvCompounds(plan: ReadFields & {asObjects: ReadonlySet<string>}): CsvCompound[] {
  const columns = new Map(bulkFields(plan).map(({name}, index) => [name, index]));
  const columnOf = ({name}: FieldDescribe) => columns.get(name) ?? -1;
  return plan.fields.flatMap(({name}) => {
    const parts = plan.compounds.get(name);
    if (!parts?.length) return [];
    const asText = !plan.asObjects.has(name);
    return [{name, asText, parts: parts.map(({key, field}) => ({key, column: columnOf(field)}))}];
  });
}
