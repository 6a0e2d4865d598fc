import mysql from 'mysql2/promise'

/** Ends the run with one plain line where the database of the tests is missing or does not answer. */
export default async function setup(): Promise<void> {
  const url = process.env['TEST_DATABASE_URL']
  if (!url) {
    throw new Error(
      'TEST_DATABASE_URL is not set: give the address of a MySQL or MariaDB server for the tests, such as ' +
        'mysql://root@127.0.0.1:3306 (npm test at the root of the repository starts one by itself)',
    )
  }
  const { host } = new URL(url)
  const connection = await mysql.createConnection(url).catch((error: Error) => {
    throw new Error(`TEST_DATABASE_URL: the server at ${host} cannot be used: ${error.message}`, { cause: error })
  })
  await connection.end()
}
