import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
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

/** `folder` must be on a real disk: the spool is in it. */
export async function startApp(machine: Machine, folder: string, databaseUrl: string): Promise<App> {
  const [command, ...args] = machine.at('server', [process.execPath, MAIN])
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
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`GoKart ended with ${code}`)))
    createInterface(child.stdout).on('line', (line) => {
      const ready = /^GoKart is ready: http:\/\/localhost:(\d+)/.exec(line)
      if (ready) resolve(Number(ready[1]))
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
