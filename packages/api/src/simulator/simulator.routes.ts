import type { api } from '@gokart/shared'
import type { ClientIp } from '../http/client-ip.js'
import type { Handlers } from '../http/mount.js'
import type { SimulatorService } from './simulator.service.js'

interface Deps {
  simulator: SimulatorService
  clientIp: ClientIp
}

export function simulationHandlers({ simulator, clientIp }: Deps): Handlers<typeof api.simulations> {
  return {
    run: ({ params, body }, actor, { req }) => simulator.run(params.id, body, actor, clientIp(req)),
    testLink: ({ params }, actor) => simulator.testLink(params.id, actor),
  }
}
