import {defineConfig, type Plugin} from 'vitest/config';

// No test waits for a connector's pauses between its requests: they are a hundredth as long.
const shortPauses: Plugin = {
  name: 'short-pauses',
  enforce: 'pre',
  transform: {
    filter: {
      id: new RegExp(`^${import.meta.dirname}/(spec|source-\\w+|destination-\\w+)/.*[.]ts$`),
      code: 'node:timers/promises',
    },
    handler: code =>
      code.replace('node:timers/promises', `${import.meta.dirname}/test/fixtures/short-pauses.js`),
  },
};

export default defineConfig({
  plugins: [shortPauses],
  // Packages are tested from their TypeScript.
  resolve: {conditions: ['source']},
  ssr: {resolve: {conditions: ['source']}},
  test: {
    include: ['test/**/*.test.ts'],
    // Among others: no secret may show in anything that any program of any test says.
    setupFiles: ['test/fixtures/each-file.ts'],
    // The files of a process share what they import, which halves the time. Hooks belong in test files, and a test
    // undoes what it changes outside of itself.
    isolate: false,
    // Vitest would leave a core free, but tests mostly wait for the programs they have started.
    maxWorkers: '100%',
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
