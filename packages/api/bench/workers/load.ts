/** Sends requests, from the core of the load. */
import { runClosedLoop, type ClosedLoop } from '../load/closed-loop.js'
import { runOpenLoop, type OpenLoop, type OpenLoopResult } from '../load/open-loop.js'
import { createRequests, type RequestPlan, type Requests } from '../load/requests.js'
import { answerJobs } from '../worker.js'

export type LoadJob = { readonly plan: RequestPlan } & (ClosedLoop | OpenLoop)

const PATIENCE_MS = 30_000
/** Making those of clicks takes a while. */
const ofClicks = new Map<number, Requests>()

function requestsOf(plan: RequestPlan): Requests {
  if (plan.kind !== 'clicks') return createRequests(plan)
  const made = ofClicks.get(plan.offers) ?? createRequests(plan)
  ofClicks.set(plan.offers, made)
  return made
}

async function send({ plan, ...job }: LoadJob): Promise<OpenLoopResult> {
  const requests = requestsOf(plan)
  if ('rate' in job) return runOpenLoop(job, requests)
  return { ...(await runClosedLoop(job, requests)), late: 0 }
}

answerJobs((job: LoadJob) => {
  let timer: NodeJS.Timeout | undefined
  const stuck = new Promise<never>((_, reject) => {
    const tooLate = () => reject(new Error('A request was not answered for half a minute'))
    timer = setTimeout(tooLate, (job.seconds ?? 0) * 1000 + PATIENCE_MS)
  })
  return Promise.race([send(job), stuck]).finally(() => clearTimeout(timer))
})
