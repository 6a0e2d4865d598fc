import { describe, expect, it } from 'vitest'
import { isPostbackTarget } from './handler.js'

describe('a postback', () => {
  it.each(['/postback', '/postback/', '//postback', '/Postback', '/POSTBACK/', 'http://gokart.test/postback'])(
    'is meant by %s',
    (target) => {
      expect(isPostbackTarget(target)).toBe(true)
      expect(isPostbackTarget(`${target}?gk_click_id=1`)).toBe(true)
    },
  )

  it.each(['/postbacks', '/postback/x', '/api/postback', '/x?/postback', '/postback-log', '//evil.example/postback'])(
    'is not meant by %s',
    (target) => expect(isPostbackTarget(target)).toBe(false),
  )
})
