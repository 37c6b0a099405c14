import {runHarness} from './run-harness.js';

await runHarness(process.argv.slice(2));
