import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { mariadbProgram } from '../../../scripts/lib/mariadb-program.mjs'
import { createDatadir, launchServer } from '../../../scripts/lib/mariadb-server.mjs'
import { expendable, root } from './belongings.js'
import { quietPort } from './ports.js'

/** A MariaDB of its own, as durable as that of `npm start`. */
export interface DatabaseServer {
  url(schema: string): string
  /** Resolves when it serves. Does nothing where it runs. */
  start(): Promise<void>
  /** With -9. */
  kill(): Promise<void>
  /** As an administrator does. */
  stop(): Promise<void>
  /** It keeps all it has, its connections too, and does nothing. */
  pause(): void
  resume(): void
}

/** @param folder of its data, which may stand there already; @param options more of its options */
export async function createDatabaseServer(folder: string, options: readonly string[] = []): Promise<DatabaseServer> {
  mkdirSync(folder, { recursive: true })
  const program = await mariadbProgram(join(root, '.data'))
  const datadir = join(folder, 'mariadb')
  await createDatadir(program, datadir)
  const port = await quietPort()
  let child: Awaited<ReturnType<typeof launchServer>> | undefined

  async function start(): Promise<void> {
    if (child) return
    const started = await launchServer(program, { datadir, port, options })
    child = started
    expendable(started)
    void started.ended.then(() => (child = child === started ? undefined : child))
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ending = child
    child = undefined
    ending?.kill(signal)
    await ending?.ended
  }

  await start()
  return {
    url: (schema) => `mysql://root@127.0.0.1:${port}/${schema}`,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  }
}
