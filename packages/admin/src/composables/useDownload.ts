import { PROBLEMS, type Problem } from '@gokart/shared'
import { computed, onScopeDispose, reactive, ref } from 'vue'
import { ApiProblem } from '../api'

const NEWLINE = 10

/** A file that GoKart makes as it is sent: how many of its rows have come, and a way to give it up. */
export function useDownload() {
  const rows = ref(0)
  const bytes = ref(0)
  const total = ref<number>()
  const isRunning = ref(false)
  let controller: AbortController | undefined

  /** Resolves to the file and its name; undefined where it was given up. */
  async function fetchFile(path: string): Promise<{ name: string; file: Blob } | undefined> {
    controller = new AbortController()
    rows.value = bytes.value = 0
    total.value = undefined
    isRunning.value = true
    try {
      const response = await fetch(path, { signal: controller.signal })
      if (!response.ok) throw await problemOf(response)
      total.value = totalOf(response)
      const type = response.headers.get('content-type') ?? ''
      const parts = await readAll(response, type.startsWith('text/csv'))
      return { name: nameOf(response), file: new Blob(parts, { type }) }
    } catch (error) {
      if (controller.signal.aborted) return undefined
      throw error
    } finally {
      isRunning.value = false
    }
  }

  async function readAll(response: Response, isText: boolean): Promise<BlobPart[]> {
    const parts: BlobPart[] = []
    const reader = response.body?.getReader()
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      parts.push(part.value)
      bytes.value += part.value.length
      if (isText) rows.value += linesIn(part.value)
    }
    return parts
  }

  const cancel = () => controller?.abort()
  onScopeDispose(cancel)
  /** From 0 to 1; undefined while it cannot be told. */
  const part = computed(() => (total.value && rows.value > 0 ? Math.min(1, rows.value / total.value) : undefined))
  return reactive({ isRunning, part, rows, bytes, fetchFile, cancel })
}

function linesIn(chunk: Uint8Array): number {
  let count = 0
  for (const byte of chunk) if (byte === NEWLINE) count++
  return count
}

/** Of a long list it is known only that there are at least so many. */
function totalOf({ headers }: Response): number | undefined {
  const count = headers.get('x-total-count')
  return count === null || headers.get('x-total-exact') === 'false' ? undefined : Number(count)
}

/** With quotes or without. */
function nameOf(response: Response): string {
  return /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'gokart'
}

async function problemOf(response: Response): Promise<Error> {
  const problem = (await response.json().catch(() => undefined)) as Problem | undefined
  if (problem && problem.code in PROBLEMS) return new ApiProblem(problem)
  return new Error(`GoKart answered ${response.status}.`)
}

/** Hands a file to the browser, as a click on a link would. */
export function saveFile(name: string, file: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
