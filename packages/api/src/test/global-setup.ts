import mysql from 'mysql2/promise'

/** Ends the run with one plain line where the database of the tests is missing or does not answer. */
export default async function setup(): Promise<void> {
  const url = process.env['TEST_DATABASE_URL']
  if (!url) {
    end(
      'TEST_DATABASE_URL is not set: give a MySQL or MariaDB server for the tests, such as mysql://root@127.0.0.1:3306 ' +
        '(npm test at the root of the repository starts one by itself).',
    )
  }
  try {
    const connection = await mysql.createConnection(url)
    await connection.end()
  } catch (error) {
    end(`TEST_DATABASE_URL: the server at ${new URL(url).host} cannot be used: ${(error as Error).message}`)
  }
}

function end(message: string): never {
  console.error(message)
  process.exit(1)
}
