// A process of its own that outlives `kill -9` of the script that started it, and then ends what the script left, with
// all that those started, and removes its temporary folders. PDEATHSIG, which Linux has and macOS has not, reaches only
// direct children and only asks.
// The script writes a JSON line `{groups, folders}` for every change; the end of that stream means that it is gone.
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { stopGroup } from './process-group.mjs'

let left = { groups: [], folders: [] }
for await (const line of createInterface({ input: process.stdin })) left = JSON.parse(line)
for (const pid of left.groups.toReversed()) await stopGroup(pid)
for (const folder of left.folders) rmSync(folder, { recursive: true, force: true })
