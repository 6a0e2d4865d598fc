import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { start as startProcess } from '../../../scripts/lib/processes.mjs'
import { expendable, root } from './belongings.js'

export const OPS = { email: 'ops@gokart.test', password: 'correct horse battery' }

export interface AppSettings {
  readonly databaseUrl: string
  readonly dataDir: string
  readonly port: number
  readonly metricsPort: number
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** A module that the process loads first; it hears what is told with `tell`. */
  readonly preload?: string
}

/** GoKart as it is built, in a process of its own. */
export interface App {
  readonly origin: string
  /** Resolves when it is ready; rejects where it ends before. `env`: in place of that of the settings. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** With -9. */
  kill(): Promise<void>
  /** As `npm start` ends it. Resolves to the exit code. */
  stop(): Promise<string | number>
  running(): boolean
  pid(): number | undefined
  signal(name: NodeJS.Signals): void
  tell(message: object): void
  /** The last lines of all its processes. */
  output(): string
}

const LINES = 40
/** A stack says little, and a fault has many lines. */
const LINE_LENGTH = 300

export function createApp(settings: AppSettings): App {
  const lines: string[] = []
  let child: ReturnType<typeof startProcess> | undefined

  async function start(env = settings.env): Promise<void> {
    const started = launch({ ...settings, ...(env && { env }) })
    child = started
    expendable(started)
    const ready = new Promise<void>((resolve) => {
      for (const stream of [started.stdout!, started.stderr!]) {
        createInterface({ input: stream }).on('line', (line) => {
          if (lines.push(line.slice(0, LINE_LENGTH)) > LINES) lines.shift()
          if (line.startsWith('GoKart is ready')) resolve()
        })
      }
    })
    const ended = started.ended.then(async (how) => {
      if (child === started) child = undefined
      await new Promise(setImmediate) // its last words
      throw new Error(`GoKart ended with ${how}:\n${lines.slice(-15).join('\n')}`)
    })
    await Promise.race([ready, ended])
    ended.catch(() => undefined)
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<string | number> {
    const ending = child
    if (!ending) throw new Error(`GoKart does not run:\n${lines.slice(-15).join('\n')}`)
    ending.kill(signal)
    return ending.ended
  }

  return {
    origin: `http://127.0.0.1:${settings.port}`,
    start,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    running: () => child !== undefined,
    pid: () => child?.pid,
    signal: (name) => void child?.kill(name),
    tell: (message) => void child?.send(message),
    output: () => lines.join('\n'),
  }
}

function launch({ databaseUrl, dataDir, port, metricsPort, env, preload }: AppSettings) {
  const args = [...(preload ? ['--import', preload] : []), join(root, 'packages/api/dist/main.js')]
  return startProcess(process.execPath, args, {
    cwd: dataDir,
    stdio: preload ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      OPS_EMAIL: OPS.email,
      OPS_PASSWORD: OPS.password,
      LOG_LEVEL: 'warn',
      // Each click comes from another address.
      TRUST_PROXY: '127.0.0.1',
      ...env,
    },
  })
}
