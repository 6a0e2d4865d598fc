import { describe, expect, it } from 'vitest'
import { type Changes, earlier, facts, FOREIGN } from '../test/postback-facts.js'
import { decide } from './decide.js'
import { memberKey } from './member.js'

const MEMBER = { partnerId: 5, memberId: 'm-1', eventRowId: 11 }
const reasonOf = (changes: Changes) => {
  const verdict = decide(facts(changes))
  return verdict.outcome === 'rejected' ? verdict.reason : verdict.outcome
}

describe('the key of a member', () => {
  it('differs by partner, member and event, and by nothing else', () => {
    const key = memberKey(MEMBER)
    expect(key).toHaveLength(16)
    expect(memberKey({ ...MEMBER, memberId: ' m-1 ' })).toEqual(key)
    for (const other of [{ partnerId: 6 }, { partnerId: null }, { memberId: 'M-1' }, { eventRowId: 12 }]) {
      expect(memberKey({ ...MEMBER, ...other })).not.toEqual(key)
    }
  })

  it.each([null, undefined, '', ' ', '{member_id}', '%MEMBER%', 'null', 'undefined', '0'])(
    'is none for %j',
    (memberId) => {
      expect(memberKey({ ...MEMBER, memberId })).toBeUndefined()
    },
  )
})

describe('a repeat', () => {
  const before = earlier(11, 'other', { id: 'the first', clickId: FOREIGN })
  const again: Changes = { clicked: { memberId: 'm-1' }, ofMember: [before], parameters: { cnv_conversion_id: 'new' } }

  it.each([
    ['the member converted', again, 'repeat'],
    ['the first one is pending', { ...again, ofMember: [{ ...before, status: 'pending' }] }, 'repeat'],
    ['the first one was rejected', { ...again, ofMember: [{ ...before, status: 'rejected' }] }, 'accepted'],
    ['one of several stands', { ...again, ofMember: [{ ...before, status: 'rejected' }, before] }, 'repeat'],
    ['repeats are allowed', { ...again, rules: { allowRepetitions: true } }, 'accepted'],
    ['nobody knows the member', { ...again, clicked: {} }, 'accepted'],
    ['it is rejected from the start', { ...again, parameters: { cnv_status: 'rejected' } }, 'accepted'],
    ['it is a test', { ...again, clicked: { memberId: 'm-1', test: true } }, 'accepted'],
    ['it was counted itself', { ...again, earlier: [earlier(11, 'new')] }, 'duplicate'],
  ] satisfies [string, Changes, string][])('%s', (_, changes, expected) => {
    expect(reasonOf(changes)).toBe(expected)
  })

  it('names the conversion that counts', () => {
    expect(decide(facts(again))).toMatchObject({
      message: 'The member has converted for this event before: conversion the first.',
    })
  })

  it.each([
    ['is to be the only one', {}, true],
    ['need not be where repeats are allowed', { rules: { allowRepetitions: true } }, false],
    ['need not be where it is rejected', { parameters: { cnv_status: 'rejected' } }, false],
  ] satisfies [string, Changes, boolean][])('what is counted %s', (_, changes, onlyOne) => {
    const verdict = decide(facts({ clicked: { memberId: 'm-1' }, ...changes }))
    expect(verdict).toMatchObject({ conversion: { onlyOne, memberKey: memberKey(MEMBER) } })
  })
})
