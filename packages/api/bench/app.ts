import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Machine } from './machine.js'

/** GoKart as it is built and started by `npm start`, in a process of its own. */
export interface App {
  readonly pid: number
  readonly port: number
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

export interface AppSettings {
  /** On a real disk: the spool is in it. */
  readonly folder: string
  readonly databaseUrl: string
  /** Folder for its CPU profile. */
  readonly profile: string | undefined
}

export async function startApp(machine: Machine, { folder, databaseUrl, profile }: AppSettings): Promise<App> {
  const profiler = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(profile)}`]
  const [command, ...args] = machine.at('server', [process.execPath, ...profiler, MAIN])
  const child = spawn(command!, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      DATA_DIR: mkdtempSync(join(folder, 'app-')),
      OPS_PASSWORD: 'only for the bench',
      LOG_LEVEL: 'warn',
      // The load stands for a proxy in front, which names the visitors' addresses.
      TRUST_PROXY: '127.0.0.1',
    },
  })
  const port = await new Promise<number>((ready, reject) => {
    child.once('exit', (code) => reject(new Error(`GoKart ended with ${code}`)))
    createInterface(child.stdout).on('line', (line) => {
      const told = /^GoKart is ready: http:\/\/localhost:(\d+)/.exec(line)
      if (told) ready(Number(told[1]))
      // A warning while it is measured says why a figure is bad.
      else if (line.startsWith('{')) console.error(line)
    })
  })
  const ended = once(child, 'exit')
  return {
    pid: child.pid!,
    port,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
