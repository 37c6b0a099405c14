/** When a server dealt with a call, by its own clock, in milliseconds. */
export interface ServerTimes {
  /** It had not begun before. */
  began: number;
  /** It had answered no earlier. */
  answered: number;
}
