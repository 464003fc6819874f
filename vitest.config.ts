import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

/** Names the tests that passed at their second try only, which the default reporter keeps to itself. */
const secondTries: Reporter = {
  onTestRunEnd(modules) {
    for (const module of modules)
      for (const test of module.children.allTests('passed'))
        if (test.diagnostic()?.flaky) console.log(`needed a second try: ${module.relativeModuleId} > ${test.fullName}`);
  },
};

/** Tests that send random requests: a few in the project `node`, many in `long`. */
const FUZZ = ['org/any-request.test.ts', 'org/mutated-requests.test.ts'];

/** Builds the app by `ng`, which takes half a minute. Other tests of `npm start` use a build of their own. */
const BUILD = 'start/start.test.ts';

/** What runs in Node: the documents, the protocol, the programs. Specs of the app run in Karma, those of the whole in Playwright. */
export default defineConfig({
  test: {
    environment: 'node',
    // Files of a worker share what they import: no test changes it, and to load oidc-provider 70 times takes a minute.
    isolate: false,
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['{attack,cli,docs,dpop,org,service,start,src/app/learn}/**/*.test.ts'],
          exclude: [BUILD],
        },
      },
      { extends: true, test: { name: 'long', include: [...FUZZ, BUILD], env: { FUZZ_REQUESTS: '3000' } } },
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more try where nobody looks on.
    retry: process.env['CI'] ? 1 : 0,
    reporters: ['default', secondTries],
  },
});
