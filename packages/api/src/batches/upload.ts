import type { Database } from '../db/knex.js'
import { createBatchRepo } from './batch.repo.js'
import { csvRecords } from './csv-records.js'
import { csvText, measured } from './csv-text.js'
import { readLines, type FileScope } from './read-lines.js'

export interface ImportFile extends FileScope {
  readonly name: string
  readonly content: AsyncIterable<Buffer>
}

interface Sender {
  readonly userId: number
  readonly ip: string
  readonly now: Date
}

/** Reads a file as it arrives and keeps its lines; a fault of the file leaves nothing behind. Resolves to the number of the batch. */
export async function readUpload(db: Database, file: ImportFile, { userId, ip, now }: Sender): Promise<number> {
  const repo = createBatchRepo(db)
  const advertiser_id = file.advertiser?.id ?? null
  const kept = { kind: file.kind, file_name: file.name, advertiser_id, user_id: userId, ip, created_at: now }
  const id = await repo.insert({ ...kept, state: 'reading' })
  try {
    const { chunks, hash } = measured(file.content)
    const { columns, lineCount } = await readLines(csvRecords(csvText(chunks)), file, now, (lines) =>
      repo.insertLines(id, lines),
    )
    const read = { mapping: JSON.stringify(columns), line_count: lineCount, file_hash: hash.digest() }
    await repo.update(id, { ...read, state: 'checking' })
    return id
  } catch (error) {
    await repo.remove(id)
    throw error
  }
}
