import { defineConfig } from 'vitest/config';

/** What runs in Node: the protocol, the org, the start. Specs of the app run in Karma, those of the whole in Playwright. */
export default defineConfig({
  test: {
    include: ['{dpop,org,start}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
  },
});
