import { parseArgs } from 'node:util'

export const PART_NAMES = [
  'redirect',
  'offers',
  'stored',
  'insert',
  'latency',
  'postback',
  'memory',
  'render',
  'lists',
  'reports',
  'export',
  'busy',
] as const
export type PartName = (typeof PART_NAMES)[number]

export interface Options {
  /** Each figure is the median of so many rounds, of so many seconds each. */
  readonly rounds: number
  readonly seconds: number
  readonly only: readonly PartName[]
  /** Clicks that are in the table before the part `stored` begins, and of which `busy` drops partitions. */
  readonly stored: number
  readonly memoryMinutes: number
  /** Sizes at which lists and reports are measured: clicks, and as many postbacks. Files are of the smallest. */
  readonly traffic: readonly number[]
  /** Folder for a CPU profile of each app, which slows it a little; undefined: none. */
  readonly profile: string | undefined
  /** What is measured in full length is written to the document, each part by itself. */
  readonly written: boolean
}

const USAGE = `npm run bench -- [--quick] [--rounds 15] [--seconds 2] [--only ${PART_NAMES.join(',')}]
                 [--stored 10000000] [--memory-minutes 10] [--traffic 1000000,10000000] [--profile FOLDER]`
/** Many short rounds: a machine that others use changes its speed within seconds. */
const FULL = { rounds: '15', seconds: '2', stored: '10000000', 'memory-minutes': '10', traffic: '1000000,10000000' }
/** To see in a minute whether a change brings something. */
const QUICK = { rounds: '3', seconds: '1', stored: '200000', 'memory-minutes': '0.2', traffic: '200000' }

/** Throws an Error that says how it is done. */
export function readOptions(args: readonly string[]): Options {
  const type = 'string' as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type },
      rounds: { type },
      seconds: { type },
      stored: { type },
      'memory-minutes': { type },
      traffic: { type },
      profile: { type },
    },
  })
  const chosen = { ...(values.quick ? QUICK : FULL), ...values }
  return {
    rounds: positive(chosen.rounds),
    seconds: positive(chosen.seconds),
    only: partsOf(values.only),
    stored: positive(chosen.stored),
    memoryMinutes: positive(chosen['memory-minutes']),
    traffic: chosen.traffic.split(',').map(positive),
    profile: values.profile,
    written: Object.keys(values).every((name) => name === 'only' || values[name as 'quick'] === false),
  }
}

function positive(text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new Error(`${text} is not a number above 0.\n${USAGE}`)
  return number
}

function partsOf(text: string | undefined): readonly PartName[] {
  if (text === undefined) return PART_NAMES
  const names = text.split(',')
  const unknown = names.find((name) => !PART_NAMES.some((part) => part === name))
  if (unknown !== undefined) throw new Error(`There is no part ${unknown}.\n${USAGE}`)
  return PART_NAMES.filter((part) => names.includes(part))
}
