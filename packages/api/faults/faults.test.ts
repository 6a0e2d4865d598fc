import { afterAll, describe } from 'vitest'
import { appFaults } from './app-faults.js'
import { databaseFaults } from './database-faults.js'
import { closeSharedDatabase } from './world.js'

describe('faults', () => {
  afterAll(closeSharedDatabase)
  appFaults()
  databaseFaults()
})
