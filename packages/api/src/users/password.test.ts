import { verify } from '@node-rs/argon2'
import { describe, expect, it, vi } from 'vitest'
import { createPasswords } from './password.js'

const COST = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/
const check = vi.fn<typeof verify>(verify)
const passwords = createPasswords(check)

describe('passwords', () => {
  it('are kept as argon2id, salted', async () => {
    const [one, two] = await Promise.all([passwords.hash('sesame'), passwords.hash('sesame')])
    expect(one).toMatch(COST)
    expect(one).not.toBe(two)
    expect(await passwords.matches('sesame', one)).toBe(true)
    expect(await passwords.matches('Sesame', one)).toBe(false)
  })

  it('are checked against a hash of the same cost where there is no user', async () => {
    expect(await passwords.matches('wrong', undefined)).toBe(false)
    expect(check).toHaveBeenLastCalledWith(expect.stringMatching(COST), 'wrong')
  })

  it('take turns when many come at once, and all get their answer', async () => {
    const hash = await passwords.hash('sesame')
    const words = ['sesame', 'a', 'b', 'sesame', 'c', 'd', 'sesame']
    const answers = await Promise.all(words.map((word) => passwords.matches(word, hash)))
    expect(answers).toEqual(words.map((word) => word === 'sesame'))
  })
})
