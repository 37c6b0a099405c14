import {ownValue, type Rejection, toCanonicalValue} from '@cohort-salesforce/spec';
import {EMPTY} from '@cohort-salesforce/spec/baseline';
import {type PreparedRow, prepareRecord, type RowLink} from '../match/index.js';
import {readProperty, type Target} from '../target/index.js';
import {packDigests} from './cohort-digests.js';
import type {ExportLink} from './export-link.js';

const RECORD_ID = /^[a-zA-Z0-9]{18}$/;

/** A record as it came -> a row with the digests of its values, or why it can mean no record. */
export function prepareLinkedRow(
  data: Record<string, unknown>,
  target: Target,
  link: ExportLink,
): PreparedRow | Rejection {
  const row = prepareRecord(data, target);
  return 'status' in row ? row : {link: describeRow(data, {row, target, link}), ...row};
}

function describeRow(
  data: Record<string, unknown>,
  {row, target, link}: {row: PreparedRow; target: Target; link: ExportLink},
): RowLink {
  const {store, properties, numbers, recordIdSource} = link;
  const cohort = packDigests(
    properties.map(({column, cohort: type}) => {
      const its = target.columns[column];
      const value = its && readProperty(its, data);
      return value === undefined ? undefined : store.digest(toCanonicalValue(type.kind, value));
    }),
  );
  const updatedAt = Date.parse(String(ownValue(data, 'updatedAt') ?? ''));
  const recordId = recordIdSource === undefined ? null : ownValue(data, recordIdSource);
  return {
    cohort,
    key: row.key === '' ? EMPTY : store.digest(row.key),
    all: store.digest(`${numbers}:${cohort}${row.key}`),
    updatedAt: Number.isNaN(updatedAt) ? 0 : updatedAt,
    recordId: typeof recordId === 'string' && RECORD_ID.test(recordId) ? recordId : null,
  };
}
