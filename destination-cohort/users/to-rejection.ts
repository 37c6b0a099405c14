import type {UserResult} from '@cohort-salesforce/source-cohort/cohort';
import type {Rejection} from '@cohort-salesforce/spec';
import type {MappedField} from '../mapping/prepare-properties.js';

/** What Cohort says about a user that it does not take -> the record's rejection. */
export function toRejection(
  email: string,
  error: UserResult['error'],
  fields: readonly MappedField[],
): Rejection {
  const {code = 'INVALID', message = 'Cohort refuses the user without a reason.'} = error ?? {};
  const named = fields.filter(({target}) => message.includes(target)).map(({source}) => source);
  return {status: 'rejected', key: email, code, message, fields: named};
}
