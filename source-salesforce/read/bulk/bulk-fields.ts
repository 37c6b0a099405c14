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
  const parts = [...compounds.values()].flat().map(({field}) => field);
  return [...new Set([...fields.filter(field => kindOf(field) !== 'compound'), ...parts])];
}

/** How the compound fields come together from the columns of a bulk query. */
export function csvCompounds(plan: ReadFields & {asObjects: ReadonlySet<string>}): CsvCompound[] {
  const columns = bulkFields(plan);
  return plan.fields.flatMap(({name}) => {
    const parts = plan.compounds.get(name);
    if (!parts?.length) return [];
    const asText = !plan.asObjects.has(name);
    return [
      {name, asText, parts: parts.map(({key, field}) => ({key, column: columns.indexOf(field)}))},
    ];
  });
}
