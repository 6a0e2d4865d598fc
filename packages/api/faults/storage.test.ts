import { afterAll, describe } from 'vitest'
import { databaseFaults } from './database-faults.js'
import { diskFaults } from './disk-faults.js'
import { closeSharedDatabase } from './world.js'

describe('faults of what GoKart writes to', () => {
  afterAll(closeSharedDatabase)
  databaseFaults()
  diskFaults()
})
