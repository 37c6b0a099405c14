import {mix} from '../../people/random.js';
import {buildObjects, type ChildRelationship, ObjectType} from '../objects/index.js';
import {countInCampaigns} from './campaign-counts.js';
import {Conditions} from './conditions.js';
import {Journal} from './journal.js';
import {recordId} from './record-id.js';
import {Table} from './table.js';
import type {SeededRows} from './value.js';

export interface OrgOptions {
  contacts: number;
  leads: number;
  seed: number;
  describeFiles: readonly string[];
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** How far apart the ids of two orgs are that were made of one. */
const generationSize = 1_000_000_000;

/** Objects whose records keep their ids in a refreshed org: those that are set up, not loaded. */
const keptIds = ['User', 'RecordType'];

/** The records an object has at the start. */
export type SeedRows = (org: Org, type: ObjectType) => SeededRows;

/** The data of one emulated org: its objects, their records and its clock. */
export class Org {
  readonly options: OrgOptions;
  readonly #seedRows: SeedRows;
  readonly journal = new Journal();
  readonly conditions = new Conditions();
  #generation = 0;
  #idShift = 0;
  readonly adminId = recordId('005', 0);
  /** Set by a fault: records created from then on are seen only so many milliseconds after their stamp. */
  visibleAfterMs = 0;
  readonly #types = new Map<string, ObjectType>();
  #hidden = new Map<string, number>();
  #tables = new Map<string, Table>();

  constructor(options: OrgOptions, seedRows: SeedRows) {
    this.options = options;
    this.#seedRows = seedRows;
    for (const [key, describe] of buildObjects(options.describeFiles, at => recordId('012', at)))
      this.#types.set(key, new ObjectType(describe));
    this.reseed();
  }

  /** Builds the indexes that look-ups by email and external id need, telling how far it is (0 to 1). */
  async prepare(onProgress: (share: number) => void): Promise<void> {
    const fields = this.tables.flatMap(table =>
      table.type.fields
        .filter(field => table.isIndexed(field) && field.type !== 'reference')
        .map(field => ({table, field})),
    );
    const total = fields.reduce((sum, {table}) => sum + table.size, 0);
    let before = 0;
    for (const {table, field} of fields) {
      await table.prepare(field.name, done => onProgress((before + done) / total));
      before += table.size;
    }
    onProgress(1);
  }

  /** Makes the org the one again that it was at the start, with the records it had then. */
  restart(): void {
    this.#generation = 0;
    this.#idShift = 0;
    this.reseed();
  }

  /** Brings all records back to what they were at the start. */
  reseed(): void {
    this.#tables = new Map();
    for (const [key, type] of this.#types)
      this.#tables.set(key, new Table(type, this.journal, this.#seedRows(this, type)));
    countInCampaigns(name => this.table(name));
    if (this.#generation > 0) this.#shiftIds();
    else this.table('Organization')?.shiftIds(this.#organizationNumber);
  }

  get organizationId(): string {
    return recordId('00D', this.#organizationNumber);
  }

  // Orgs with other data are other orgs; the same one, started again, is the same.
  get #organizationNumber(): number {
    const {seed, contacts, leads} = this.options;
    return this.#generation * generationSize + (mix(seed, contacts, leads) % generationSize);
  }

  /** Gives the org another id, and its records too if asked. */
  becomeAnother(withNewIds: boolean): void {
    this.#generation += 1;
    if (withNewIds) this.#idShift += generationSize;
    this.#shiftIds();
  }

  #shiftIds(): void {
    for (const table of this.tables) {
      if (keptIds.includes(table.type.name)) continue;
      const isOrg = table.type.name === 'Organization';
      table.shiftIds(isOrg ? this.#organizationNumber : this.#idShift);
    }
    const renewed = (id: string, isSeeded: boolean) =>
      this.tableOfId(id)?.renewedId(id, isSeeded) ?? id;
    for (const table of this.tables) table.renewReferences(renewed);
  }

  get types(): ObjectType[] {
    return [...this.#types.values()];
  }

  get tables(): Table[] {
    return [...this.#tables.values()];
  }

  table(name: string): Table | undefined {
    return this.#tables.get(name.toLowerCase());
  }

  /** The table whose ids begin as this one does. */
  tableOfId(id: string): Table | undefined {
    return this.tables.find(table => id.startsWith(table.type.keyPrefix));
  }

  /** Keeps a record that was just saved out of sight for a while, if a fault asks for that. */
  hideForNow(table: Table, position: number): void {
    if (this.visibleAfterMs > 0)
      this.#hidden.set(table.idAt(position), this.options.clock() + this.visibleAfterMs);
  }

  isVisible(table: Table, position: number): boolean {
    if (this.#hidden.size === 0) return true;
    const until = this.#hidden.get(table.idAt(position));
    return until === undefined || until <= this.options.clock();
  }

  /** The time, in whole seconds as Salesforce stamps records, as milliseconds. */
  stamp(): number {
    return Math.floor(this.options.clock() / 1000) * 1000;
  }

  /** The reference by which a child subquery such as `(SELECT Id FROM Contacts)` finds its records. */
  childRelationship(type: ObjectType, name: string): ChildRelationship | undefined {
    const wanted = name.toLowerCase();
    return type.describe.childRelationships.find(
      child => child.relationshipName?.toLowerCase() === wanted && this.table(child.childSObject),
    );
  }
}
