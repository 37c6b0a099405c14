import type {MappedField} from '../../mapping/prepare-properties.js';

/** Which value stands in which column. Those of Cohort's template come first, whether they are mapped or not. */
export class Layout {
  readonly columns: readonly string[];
  // For each column but the email, the position of its field; -1: it is not mapped.
  readonly #positions: readonly number[];

  constructor(fields: readonly MappedField[]) {
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
