// Removes the last build, so that a file deleted from the source is not started from dist.
import {rmSync} from 'node:fs';

rmSync(new URL('../../dist', import.meta.url), {recursive: true, force: true});
