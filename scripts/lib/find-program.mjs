import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Full path of the first of these programs that is on PATH or in one of the other folders, or undefined. */
export function findProgram(names, otherFolders = []) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...otherFolders]
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable)
}

/** Is this Debian, Ubuntu or a child of theirs? Returns a name for its version ("debian-12"), or undefined. */
export function debianVersion() {
  if (!findProgram(['apt-get']) || !findProgram(['dpkg'])) return undefined
  const release = readText('/etc/os-release')
  const field = (name) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(release)?.[1] ?? ''
  return `${field('ID') || 'debian'}-${field('VERSION_ID') || field('VERSION_CODENAME') || 'unknown'}`
}

export function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
