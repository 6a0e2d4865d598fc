import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { signIn, useProcesses } from './test/gokart-process.js'

/* The process itself, on a database that is not there yet. */

const { start } = await useProcesses('main')

describe('the process', { timeout: 60_000 }, () => {
  it('makes the database and one first account, also when two start at once, and stops on a signal', async () => {
    const pair = [start(), start()]
    const bases = await Promise.all(pair.map(({ ready }) => ready))
    const passwords = pair.flatMap(({ output }) => /password {2}(\S+)/.exec(output())?.[1] ?? [])
    expect(passwords).toHaveLength(1)
    for (const base of bases) await signIn(base, passwords[0])

    pair[0]!.child.kill('SIGTERM')
    pair[1]!.child.kill('SIGINT')
    expect(await Promise.all(pair.map(({ ended }) => ended))).toEqual([0, 0])
  })

  it('shows no password again, answers what is in flight when told to stop, and ends', async () => {
    const gokart = start()
    const { port } = new URL(await gokart.ready)
    expect(gokart.output()).not.toContain('password')

    const taken = start({ PORT: port })
    expect(await taken.ended).toBe(1)
    expect(taken.output()).toBe(
      `Port ${port} is taken by another program. Choose another one: PORT=${Number(port) + 1}\n`,
    )

    const metrics = start({ METRICS_PORT: port })
    expect(await metrics.ended).toBe(1)
    expect(metrics.output()).toContain(`Choose another one: METRICS_PORT=${Number(port) + 1}\n`)

    const socket = connect(Number(port), '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => (answer += data.toString()))
    const form = 'gk_click_id='
    socket.write('POST /postback HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n')
    socket.write(`Content-Length: ${form.length}\r\n\r\n`)
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/health/live`).then(({ status }) => status)).toBe(200)
    gokart.child.kill('SIGHUP')
    await gokart.says('GoKart stops')
    socket.write(form)
    expect(await gokart.ended).toBe(0)
    expect(answer).toContain('missing_click_id')
  })

  it('gives its metrics on a port of their own', async () => {
    const gokart = start({ METRICS_PORT: '0', LOG_LEVEL: 'info' })
    const base = await gokart.ready
    await expect.poll(gokart.output).toContain('Metrics are at /metrics')
    const port = /"port":(\d+),"msg":"Metrics are at/.exec(gokart.output())?.[1]
    await fetch(`${base}/c/nothing`)
    const read = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    await expect.poll(read, { timeout: 5_000 }).toContain('gokart_clicks_kept_total{place="database"} 1\n')
    gokart.child.kill('SIGTERM')
    expect(await gokart.ended).toBe(0)
  })

  it('says plainly what is wrong with its settings', async () => {
    const wrong = start({ DATABASE_URL: '', PORT: 'x' })
    expect(await wrong.ended).toBe(1)
    expect(wrong.output()).toBe(
      'The settings are not right:\n' +
        '  DATABASE_URL is missing: mysql://user:password@host:3306/gokart\n' +
        '  PORT must be a whole number from 0 to 65535\n' +
        'See docs/operations.md for every setting.\n',
    )
    const away = start({ DATABASE_URL: 'mysql://root@127.0.0.1:1/gokart' })
    expect(await away.ended).toBe(1)
    expect(away.output()).toMatch(/^The database at 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)\..*\n$/)
  })
})
