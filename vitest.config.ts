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

/** What runs in Node: the protocol, the programs. Specs of the app run in Karma, those of the whole in Playwright. */
export default defineConfig({
  test: {
    include: ['{cli,dpop,org,service,start}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more try where nobody looks on.
    retry: process.env['CI'] ? 1 : 0,
    reporters: ['default', secondTries],
  },
});
