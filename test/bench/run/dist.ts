import {fileURLToPath} from 'node:url';

/** The folder of the built programs, with a slash at its end. */
export const dist = fileURLToPath(new URL('../../../', import.meta.url));
