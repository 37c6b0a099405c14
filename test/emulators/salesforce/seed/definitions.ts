import {type Org, type Reader, recordId} from '../org/index.js';

/** The records that describe the objects of the org. */
export function entityDefinitionFields({types}: Org): Record<string, Reader> {
  const of = (at: number) => types[at];
  return {
    DurableId: at => of(at)?.name ?? null,
    QualifiedApiName: at => of(at)?.name ?? null,
    DeveloperName: at => of(at)?.name.replace(/__c$/, '') ?? null,
    Label: at => text(of(at)?.describe.label),
    PluralLabel: at => text(of(at)?.describe.labelPlural),
    KeyPrefix: at => of(at)?.keyPrefix ?? null,
    IsCustomizable: at => of(at)?.describe.layoutable === true,
    IsQueryable: at => of(at)?.describe.queryable === true,
    IsSearchable: at => of(at)?.describe.searchable === true,
    IsApexTriggerable: at => of(at)?.describe.triggerable === true,
  };
}

/** The records that describe the fields of all objects. */
export function fieldDefinitionRows({types}: Org): {count: number; fields: Record<string, Reader>} {
  const all = types.flatMap((type, entity) =>
    type.fields.map(field => ({entity, name: `${type.name}.${field.name}`, field})),
  );
  const of = (at: number) => all[at];
  return {
    count: all.length,
    fields: {
      DurableId: at => of(at)?.name ?? null,
      EntityDefinitionId: at => recordId('4ie', of(at)?.entity ?? 0),
      QualifiedApiName: at => of(at)?.field.name ?? null,
      DeveloperName: at => of(at)?.field.name.replace(/__c$/, '') ?? null,
      Label: at => of(at)?.field.label ?? null,
      DataType: at => of(at)?.field.type ?? null,
      Length: at => of(at)?.field.length ?? null,
      Precision: at => of(at)?.field.precision ?? null,
      Scale: at => of(at)?.field.scale ?? null,
      IsNillable: at => of(at)?.field.nillable ?? false,
      IsCalculated: at => of(at)?.field.calculated ?? false,
      IsIndexed: at => of(at)?.field.idLookup ?? false,
    },
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
