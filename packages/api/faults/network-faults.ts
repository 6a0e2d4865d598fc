import { startChaosProxy, type ChaosProxy } from './chaos-proxy.js'
import { long, randomOf } from './moments.js'
import { quietPort } from './ports.js'
import { scenario } from './scenario.js'

export function networkFaults(): void {
  let proxy: ChaosProxy
  const cuts = long ? 300 : 20

  scenario(`${cuts} connections to the database are reset, also in mid-commit`, {
    async prepare() {
      proxy = await startChaosProxy(await quietPort(), randomOf('network'))
      return { way: proxy.way, undo: proxy.close }
    },
    async fault({ senders }) {
      proxy.misbehave(true)
      const enough = () => proxy.cuts().asking + proxy.cuts().answering >= cuts
      while (!enough()) await senders.more(50)
      proxy.misbehave(false)
      await senders.more(200, 20)
    },
  })
}
