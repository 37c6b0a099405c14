import type {PlannedChange} from '@cohort-salesforce/spec';
import {formatChange} from '../report/format-change.js';
import {brief, wrap} from '../report/wrap.js';
import type {RecordedChange} from '../store/changes-file.js';
import {formatRecorded} from '../store/format-recorded.js';
import type {Person, PersonCase, PersonLink, PropertyState} from './person.js';

export interface Explanation extends Person {
  changes: (PlannedChange & {direction: string})[];
  would_be_rejected: PersonCase[];
  would_be_listed: PersonCase[];
  rejected: PersonCase[];
  listed: PersonCase[];
  /** What runs have changed, the last at the end. */
  history: RecordedChange[];
}

/** What people read of one person, in lines of at most 60 characters where words allow. */
export function formatPerson(found: Explanation, {isSynced = false} = {}): string {
  return [
    found.email,
    ...formatSides(found),
    ...(found.links.length === 0 ? ['', 'Link: none'] : found.links.flatMap(formatLink)),
    ...(isSynced ? [] : formatChanges(found)),
    ...formatCases('Would be rejected', found.would_be_rejected),
    ...formatCases('Would be listed', found.would_be_listed),
    ...formatCases('Rejected, and still in the folder', found.rejected),
    ...formatCases(isSynced ? 'Listed' : 'Listed by the last runs', found.listed),
    ...formatHistory(found.history),
  ].join('\n');
}

function formatSides({records, users, is_erased}: Person): string[] {
  const record = records.flatMap(({id, email, user_id, is_deleted}) => [
    `  ${id}${is_deleted ? ' (deleted)' : ''}`,
    ...wrap(`address: ${email ?? '(empty)'}`, 4),
    ...wrap(`Cohort User ID: ${user_id ?? '(empty)'}`, 4),
  ]);
  const user = users.flatMap(({id, email}) => [
    `  ${id}`,
    ...wrap(`address: ${email ?? '(empty)'}`, 4),
  ]);
  const erased = 'A user with this address was deleted in Cohort; it is not created again.';
  return [
    '',
    'In Salesforce:',
    ...(records.length === 0 ? ['  nobody'] : record),
    'In Cohort:',
    ...(users.length === 0 ? ['  nobody'] : user),
    ...(is_erased ? wrap(erased, 2) : []),
  ];
}

function formatLink({record_id, user_id, found_by, absence, properties}: PersonLink): string[] {
  return [
    '',
    `Link: ${found_by}`,
    ...wrap(`${record_id} = ${user_id}`, 2),
    ...(absence ? [`  The record is ${absence}.`] : []),
    ...properties.flatMap(formatProperty),
  ];
}

const ARROWS = {both: '<->', import: '->', export: '<-'};

function formatProperty({
  field,
  property,
  flow,
  salesforce,
  cohort,
  state,
}: PropertyState): string[] {
  return [
    ...wrap(`${field} ${ARROWS[flow]} ${property}: ${state}`, 2),
    ...(state === 'agree' && brief(salesforce) === brief(cohort)
      ? wrap(brief(salesforce), 4)
      : [...wrap(`Salesforce ${brief(salesforce)}`, 4), ...wrap(`Cohort     ${brief(cohort)}`, 4)]),
  ];
}

function formatChanges({changes}: Explanation): string[] {
  if (changes.length === 0) return ['', 'A sync would change nothing.'];
  return ['', 'A sync would:', ...changes.flatMap(formatChange)];
}

function formatCases(title: string, cases: readonly PersonCase[]): string[] {
  if (cases.length === 0) return [];
  const lines = cases.flatMap(({code, message, fields = [], record_id, user_id}) => [
    ...wrap([code, record_id ?? user_id].filter(Boolean).join(' '), 2),
    ...wrap(message, 4),
    ...(fields.length > 0 ? wrap(`Fields: ${fields.join(', ')}`, 4) : []),
  ]);
  return ['', `${title}:`, ...lines];
}

function formatHistory(history: readonly RecordedChange[]): string[] {
  return history.length === 0 ? [] : ['', 'Changed by runs:', ...history.flatMap(formatRecorded)];
}
