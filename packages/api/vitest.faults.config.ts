import { randomInt } from 'node:crypto'
import { defineConfig } from 'vitest/config'

/** Real processes, a real database, real signals: `npm run test:faults`, and the short form in `npm test`. */
process.env['SEED'] ||= String(randomInt(1_000_000))
const PATIENCE_MS = process.env['FAULTS'] === 'long' ? 600_000 : 90_000

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['faults/*.test.ts'],
    // Each file has a database of its own to break.
    maxWorkers: 2,
    pool: 'forks',
    reporters: ['default', './faults/reporter.ts'],
    testTimeout: PATIENCE_MS,
    hookTimeout: 60_000,
  },
})
