import {
  COHORT_REFUSALS,
  type Cohort,
  type UserResult,
  type UserText,
} from '@cohort-salesforce/source-cohort/cohort';
import {sendInParts} from '@cohort-salesforce/spec';
import {cutParts} from '../users/cut-parts.js';

/** What became of one user that was sent. */
export type SendResult = UserResult & {
  /** The request was sent more than once: what looks unchanged may be its own doing. */
  isRepeated: boolean;
  /** By Cohort's clock; no later than it answered. */
  writtenAt: number;
};

/** Sends users in as many requests as they need, several at once. */
export class UserSender {
  readonly #cohort: Cohort;
  readonly #mode: 'upsert' | 'update';
  readonly #history = {isAnyTaken: false};

  constructor(cohort: Cohort, mode: 'upsert' | 'update') {
    this.#cohort = cohort;
    this.#mode = mode;
  }

  /** One result for each, in order. */
  async send(users: readonly {text: UserText}[]): Promise<SendResult[]> {
    const all: SendResult[] = [];
    const indexes = new Map(users.map((user, index) => [user, index]));
    await this.sendEach(users, (part, results) => {
      for (const [index, user] of part.entries()) {
        const result = results[index];
        if (result) all[indexes.get(user) ?? -1] = result;
      }
    });
    return all;
  }

  /** Hands over the results of each request as they come. */
  async sendEach<User extends {text: UserText}>(
    users: readonly User[],
    onPart: (part: readonly User[], results: readonly SendResult[]) => void | Promise<void>,
  ): Promise<void> {
    const {batch_size: items, batch_bytes: bytes} = this.#cohort.settings;
    const parts = cutParts(users, {items, bytes}, ({text}) => Buffer.byteLength(text));
    await Promise.all(parts.map(async part => onPart(part, await this.#sendPart(part))));
  }

  #sendPart(part: readonly {text: UserText}[]): Promise<SendResult[]> {
    return sendInParts<{text: UserText}, SendResult>(part, {
      ...COHORT_REFUSALS,
      send: users => this.#write(users.map(({text}) => text)),
      refused: (_, error) => [
        {index: 0, status: 'invalid', error, isRepeated: false, writtenAt: 0},
      ],
      probe: () => this.#cohort.writeUsers(this.#mode, []),
      history: this.#history,
    });
  }

  async #write(texts: readonly UserText[]): Promise<SendResult[]> {
    const {results, repeated, times} = await this.#cohort.writeUsers(this.#mode, texts);
    return results.map(result => ({isRepeated: repeated, writtenAt: times.answered, ...result}));
  }
}
