import {configError} from '@cohort-salesforce/spec';
import {CORE_FIELDS, EMAIL} from '../../mapping/core-fields.js';
import type {MappedField} from '../../mapping/prepare-properties.js';

/** Which value stands in which column. Those of Cohort's template come first, whether they are mapped or not. */
export class Layout {
  readonly columns: readonly string[];
  // For each column but the email, the position of its field; -1: it is not mapped.
  readonly #positions: readonly number[];

  constructor(fields: readonly MappedField[]) {
    refuseSharedHeadings(fields.map(({target}) => target));
    const positionOf = (name: string) =>
      fields.findIndex(({isCore, target}) => isCore && target === name);
    const lang = positionOf('lang');
    const properties = fields.flatMap(({isCore}, index) => (isCore ? [] : [index]));
    this.columns = [
      'Email',
      'First Name',
      'Last Name',
      ...(lang < 0 ? [] : ['Language']),
      ...fields.filter(({isCore}) => !isCore).map(({target}) => target),
    ];
    this.#positions = [
      positionOf('firstName'),
      positionOf('lastName'),
      ...(lang < 0 ? [] : [lang]),
      ...properties,
    ];
  }

  /** Cells in the order of the fields -> in the order of the columns, without the email. */
  arrange(cells: readonly (string | null)[]): (string | null)[] {
    return this.#positions.map(position => cells[position] ?? null);
  }
}

const TEMPLATE = ['email', 'first name', 'last name'];

/** Throws when a property has the heading of a core field: nobody could tell the two columns apart. */
export function refuseSharedHeadings(targets: readonly string[]): void {
  const taken = targets.includes('lang') ? [...TEMPLATE, 'language'] : TEMPLATE;
  const shared = targets
    .filter(target => !CORE_FIELDS.includes(target) && target !== EMAIL)
    .find(target => taken.includes(target.trim().toLowerCase()));
  if (shared === undefined) return;
  throw configError(
    `The user property ${JSON.stringify(shared)} would have the heading of another column of the file. Map the field to a core field (email, firstName, lastName, lang) or to another name, and match that column to the property in Cohort's admin.`,
  );
}
