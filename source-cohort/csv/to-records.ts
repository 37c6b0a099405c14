import {type Column, EXPORTED_AT} from './columns.js';
import type {ExportFile} from './export-files.js';

/** A field of the catalog; its title is the heading under which it was discovered. */
export interface WantedField {
  field: string;
  title?: unknown;
}

/** A column that is read, with its field as JSON has it; without an index, the value is there already. */
interface ReadColumn {
  key: string;
  index: number | undefined;
}

/** Where a wanted field is: by the property's name, then by its reference id or core field. */
export function findColumn(
  columns: readonly Column[],
  {field, title}: WantedField,
): Column | undefined {
  return (
    columns.find(({heading}) => heading === title) ?? columns.find(column => column.field === field)
  );
}

/** The fields of users that a file has no column for. */
export function missingFields(
  columns: readonly Column[],
  wanted: readonly WantedField[],
): string[] {
  const missing = wanted.filter(each => each.field !== EXPORTED_AT && !findColumn(columns, each));
  return missing.map(({field}) => field);
}

/** Rows of a file -> records as JSON. A field without a column is left out; an empty cell is null. */
export function toRecords(
  rows: readonly (readonly string[])[],
  {
    columns,
    wanted = [...columns, {field: EXPORTED_AT}],
    file,
  }: {columns: readonly Column[]; wanted: readonly WantedField[] | undefined; file: ExportFile},
): string[] {
  const date = JSON.stringify(new Date(file.modified).toISOString());
  const read = wanted.flatMap((each): ReadColumn[] => {
    const key = `${JSON.stringify(each.field)}:`;
    if (each.field === EXPORTED_AT) return [{key: key + date, index: undefined}];
    const column = findColumn(columns, each);
    return column ? [{key, index: column.index}] : [];
  });
  return rows.map(row => {
    const members = read.map(({key, index}) =>
      index === undefined ? key : key + toValue(row[index]),
    );
    return `{${members.join(',')}}`;
  });
}

function toValue(cell: string | undefined): string {
  return cell ? JSON.stringify(cell) : 'null';
}
