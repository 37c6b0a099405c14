import type {ChannelBatch, ChannelUser, UserResult} from './channel.js';

/** A batch that keeps its users until all of them are written at once. */
export class HeldUsers implements ChannelBatch {
  readonly #users: ChannelUser[] = [];
  readonly #write: (users: readonly ChannelUser[]) => Promise<readonly UserResult[]>;

  constructor(write: (users: readonly ChannelUser[]) => Promise<readonly UserResult[]>) {
    this.#write = write;
  }

  add(user: ChannelUser): void {
    this.#users.push(user);
  }

  replace(place: number, user: ChannelUser): void {
    this.#users[place] = user;
  }

  write(): Promise<readonly UserResult[]> {
    return this.#write(this.#users);
  }
}
