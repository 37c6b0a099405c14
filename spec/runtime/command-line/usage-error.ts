/** The command line itself is wrong: nothing was tried. */
export class UsageError extends Error {}
