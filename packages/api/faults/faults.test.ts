import { afterAll, describe } from 'vitest'
import { appFaults } from './app-faults.js'
import { clockFaults } from './clock-faults.js'
import { databaseFaults } from './database-faults.js'
import { diskFaults } from './disk-faults.js'
import { networkFaults } from './network-faults.js'
import { workerFaults } from './worker-faults.js'
import { closeSharedDatabase } from './world.js'

describe('faults', () => {
  afterAll(closeSharedDatabase)
  appFaults()
  databaseFaults()
  diskFaults()
  networkFaults()
  clockFaults()
  workerFaults()
})
