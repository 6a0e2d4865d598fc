// What the fault tests need of the machine: a folder on a real disk, and mounts that nobody else sees.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './prepare.mjs'
import { temporaryFolder } from './processes.mjs'

/** @returns `within`: the command that theirs has to run in; `args` of vitest; `env` for them */
export function prepareFaults() {
  const data = join(root, '.data')
  mkdirSync(data, { recursive: true, mode: 0o700 })
  // Not the system's folder for temporary files: that may be in memory, where nothing has to reach a disk.
  const FAULTS_FOLDER = temporaryFolder(join(data, 'faults-'))
  const within = ownMounts(FAULTS_FOLDER)
  return {
    within: within ?? [],
    args: ['--config', 'vitest.faults.config.ts'],
    env: { FAULTS_FOLDER, ...(within && { FAULTS_MOUNTS: 'own' }) },
  }
}

/** A mount namespace goes with the last process in it, and its mounts with it. As root, or as a user where the kernel lets users have one. */
function ownMounts(folder) {
  const ways = [
    ['unshare', '--mount', '--propagation', 'private'],
    ['unshare', '--user', '--map-root-user', '--mount', '--propagation', 'private'],
  ]
  const attempt = ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', folder]
  return ways.find(([command, ...args]) => spawnSync(command, [...args, ...attempt]).status === 0)
}
