import { defineConfig } from 'vitest/config'

/** Journeys in a real Chromium on the built admin and a real API: `npm test -- --only e2e`. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['e2e/**/*.test.ts'],
    globalSetup: ['e2e/world.setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    // One server, one browser at a time: two cores are few.
    fileParallelism: false,
  },
})
