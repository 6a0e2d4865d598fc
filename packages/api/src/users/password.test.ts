import { describe, expect, it } from 'vitest'
import { createPasswords } from './password.js'

const passwords = createPasswords()

describe('passwords', () => {
  it('are kept as argon2id, salted', async () => {
    const [one, two] = await Promise.all([passwords.hash('sesame'), passwords.hash('sesame')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(two)
    expect(await passwords.matches('sesame', one)).toBe(true)
    expect(await passwords.matches('Sesame', one)).toBe(false)
  })

  it('cost the same work where there is no user', async () => {
    const hash = await passwords.hash('sesame')
    await passwords.matches('warm', undefined)
    const known = await cpuTime(() => passwords.matches('wrong', hash))
    const unknown = await cpuTime(() => passwords.matches('wrong', undefined))
    expect(await passwords.matches('wrong', undefined)).toBe(false)
    expect(unknown / known).toBeGreaterThan(0.5)
  })

  it('take turns when many come at once, and all get their answer', async () => {
    const hash = await passwords.hash('sesame')
    const words = ['sesame', 'a', 'b', 'sesame', 'c', 'd', 'sesame']
    const answers = await Promise.all(words.map((word) => passwords.matches(word, hash)))
    expect(answers).toEqual(words.map((word) => word === 'sesame'))
  })
})

/** Of the process with its threads, in microseconds, the least of some rounds: other programs do not count. */
async function cpuTime(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 7; round++) {
    const before = process.cpuUsage()
    await work()
    times.push(process.cpuUsage(before).user)
  }
  return Math.min(...times)
}
