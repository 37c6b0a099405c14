/** What every user has besides custom properties and can be written; all of them text. */
export const CORE_FIELDS: readonly string[] = ['firstName', 'lastName', 'lang'];

/** What Cohort itself sets. */
export const READ_ONLY_FIELDS: readonly string[] = ['id', 'createdAt', 'updatedAt'];

export const EMAIL = 'email';
