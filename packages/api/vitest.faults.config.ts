import { randomInt } from 'node:crypto'
import { defineConfig } from 'vitest/config'
import { FaultReporter } from './faults/reporter.js'

/** Real processes, a real database, real signals: `npm run test:faults`, and the short form in `npm test`. */
const SEED = process.env['SEED'] || String(randomInt(1_000_000))
const form = process.env['FAULTS'] === 'long' ? 'long' : 'short'
const PATIENCE_MS = { long: 600_000, short: 90_000 }

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['faults/faults.test.ts'],
    env: { SEED },
    pool: 'forks',
    reporters: ['default', new FaultReporter(form, SEED)],
    testTimeout: PATIENCE_MS[form],
    hookTimeout: 60_000,
  },
})
