import { defineConfig } from 'vitest/config';

/** What runs in Node: the protocol, the org, the service, the start. Specs of the app run in Karma, those of the whole in Playwright. */
export default defineConfig({
  test: {
    include: ['{dpop,org,service,start}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
