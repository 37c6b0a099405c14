import {isEmail} from '@cohort-salesforce/source-cohort/cohort';
import type {Rejection} from '@cohort-salesforce/spec';

/** A record's email, trimmed, or why nobody can be found by it. */
export function prepareEmail(found: unknown, field: string): string | Rejection {
  const email = typeof found === 'string' ? found.trim().normalize('NFC') : '';
  return isEmail(email) ? email : rejectEmail(found, email, field);
}

function rejectEmail(found: unknown, email: string, field: string): Rejection {
  const isMissing =
    email === '' && (found === null || found === undefined || typeof found === 'string');
  return {
    status: 'rejected',
    key: isMissing ? null : email.slice(0, 254) || null,
    code: isMissing ? 'EMAIL_MISSING' : 'EMAIL_INVALID',
    message: isMissing
      ? `${field} is empty, and users are found by email.`
      : `${field} is not an email address.`,
    fields: [field],
  };
}
