import type {Listed, Listing} from './listing.js';

/** The messages that mean the same in both directions. */
export const SHARED_LINK_MESSAGES = {
  CONFLICT: 'Both sides changed to different values.',
  EMAIL_DIFFERS: 'The record and its user have different addresses. They stay linked.',
  NO_HISTORY: 'Both sides differ and have never agreed: neither is written until one changes.',
} as const;

/** What a listed case says of its pair besides the code. */
export type LinkCase = Partial<Omit<Listed, 'code'>>;

/**
 * Lists what a person should know about a link besides what was written. `identify` says which ids and which address
 * the subject of a case has.
 */
export class LinkCases<Code extends string, Subject> {
  readonly #listing: Pick<Listing, 'add'>;
  readonly #messages: Readonly<Record<Code, string>>;
  readonly #identify: (subject: Subject) => LinkCase;

  /** Each code has one message. */
  constructor(
    listing: Pick<Listing, 'add'>,
    messages: Readonly<Record<Code, string>>,
    identify: (subject: Subject) => LinkCase,
  ) {
    this.#listing = listing;
    this.#messages = messages;
    this.#identify = identify;
  }

  /** Lists a case; `more` has what the subject itself does not say. */
  add(code: Code, subject: Subject, more: LinkCase = {}): void {
    const {fields = [], message = this.#messages[code]} = more;
    this.#listing.add({...this.#identify(subject), ...more, code, fields, message});
  }
}
