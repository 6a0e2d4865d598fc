// Outlives `kill -9` of the script that started it, ends what the script left, and removes its temporary folders. The
// script writes a JSON line `{groups, folders, tethered}` for every change; the end of that stream means that it is gone.
// Tethered children were asked to end by the kernel already (a second SIGTERM makes the API end in a hurry); that alone
// would not be enough: it cannot insist, reaches no grandchildren, and macOS does not have it.
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { stopGroup } from './process-group.mjs'

let left = { groups: [], folders: [], tethered: false }
for await (const line of createInterface({ input: process.stdin })) left = JSON.parse(line)
for (const pid of left.groups.toReversed()) await stopGroup(pid, left.tethered)
for (const folder of left.folders) rmSync(folder, { recursive: true, force: true })
