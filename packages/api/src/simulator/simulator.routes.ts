import type { api } from '@gokart/shared'
import type { ClientIp } from '../http/client-ip.js'
import type { Handlers } from '../http/mount.js'
import type { LiveTestService } from './live-test.service.js'
import type { SimulatorService } from './simulator.service.js'

interface Deps {
  simulator: SimulatorService
  liveTests: LiveTestService
  clientIp: ClientIp
}

export function simulationHandlers({ simulator, liveTests, clientIp }: Deps): Handlers<typeof api.simulations> {
  return {
    run: ({ params, body }, actor, { req }) => simulator.run(params.id, body, actor, clientIp(req)),
    follow: ({ params, query }, actor) => liveTests.follow(params.id, query, actor),
    testLink: ({ params }, actor) => simulator.testLink(params.id, actor),
  }
}
