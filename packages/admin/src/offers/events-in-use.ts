import { ApiProblem } from '../api'

/** The refusal to remove events that have conversions, said at the events that it is about. */
export function eventsInUse({ problem }: ApiProblem, indexes: readonly number[]): ApiProblem {
  const one = 'This event has conversions and must stay.'
  const some = 'At least one of the removed events has conversions. They are all back: remove them one by one.'
  const message = indexes.length === 1 ? one : some
  return new ApiProblem({ ...problem, faults: indexes.map((index) => ({ pointer: `/body/events/${index}`, message })) })
}
