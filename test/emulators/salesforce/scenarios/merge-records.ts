import {isJoined, stamps} from '../dml/index.js';
import type {Org, Row, Table, Value} from '../org/index.js';
import {findRecord} from './find-record.js';
import {ScenarioError} from './scenario-error.js';
import {setupSession} from './setup-session.js';

/** Salesforce merges a master and up to two others. */
const mostLosers = 2;

interface Merge {
  master: string;
  losers: string[];
  /** Values that the person who merges chooses for the master. */
  values?: Record<string, Value>;
}

/**
 * Merges records into one: the others go to the recycle bin with the master's Id as MasterRecordId,
 * and what belonged to them belongs to the master.
 */
export function mergeRecords(org: Org, {master, losers, values = {}}: Merge): {id: string} {
  const {table, position} = findRecord(org, master);
  if (!table.type.field('MasterRecordId'))
    throw new ScenarioError(`${table.type.name} records cannot be merged`);
  if (losers.length > mostLosers)
    throw new ScenarioError(`At most ${mostLosers + 1} records are merged at once`);
  const positions = losers.map(id => positionOfLoser(table, id));
  const changed = stamps(setupSession(org), table.type, false);
  for (const loser of positions) {
    reparent(org, table, {from: loser, to: position});
    table.change(loser, {IsDeleted: true, MasterRecordId: table.idAt(position), ...changed});
    table.noteDeletion(loser, org.stamp());
  }
  table.change(position, {...values, ...changed});
  return {id: table.idAt(position)};
}

function positionOfLoser(table: Table, id: string): number {
  const position = table.positionOf(id);
  if (position !== undefined && !table.isDeleted(position)) return position;
  throw new ScenarioError(`${id} is no ${table.type.name} that can be merged`);
}

function reparent(org: Org, parent: Table, {from, to}: {from: number; to: number}): void {
  for (const child of org.tables)
    for (const {name, type, referenceTo} of child.type.fields) {
      if (type !== 'reference' || name === 'MasterRecordId') continue;
      if (!referenceTo.includes(parent.type.name)) continue;
      for (const position of child.find(name, parent.idAt(from))) {
        const moved = {[name]: parent.idAt(to), ...systemStamp(org, child)};
        if (isRepeated(child, position, moved)) child.purge(position);
        else child.change(position, moved);
      }
    }
}

// Two members of one campaign become one when they are the same person.
function isRepeated(child: Table, position: number, moved: Row): boolean {
  const row = Object.fromEntries(
    child.type.fields.map(({name}) => [name, child.value(position, name)]),
  );
  return isJoined(child, {...row, ...moved});
}

// Nobody edited the child: only the system's own stamp moves.
function systemStamp(org: Org, {type}: Table): Row {
  return type.field('SystemModstamp') ? {SystemModstamp: org.stamp()} : {};
}
