import { afterAll, describe } from 'vitest'
import { appFaults } from './app-faults.js'
import { clockFaults } from './clock-faults.js'
import { networkFaults } from './network-faults.js'
import { workerFaults } from './worker-faults.js'
import { closeSharedDatabase } from './world.js'

describe('faults of GoKart and of what is around it', () => {
  afterAll(closeSharedDatabase)
  appFaults()
  workerFaults()
  clockFaults()
  networkFaults()
})
