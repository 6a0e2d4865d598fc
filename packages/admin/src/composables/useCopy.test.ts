import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mountSetup } from '../test/mount'
import { useAnnouncer } from './announcer'
import { COPIED_FOR, useCopy } from './useCopy'

const TEXT = 'https://gokart.example/postback?gk_click_id={sub1}&x=#s2#'

const copying = async () => {
  const { result } = await mountSetup(() => ({ ...useCopy(), announcer: useAnnouncer() }))
  return result
}

function stubClipboard(writeText: ((text: string) => Promise<void>) | undefined) {
  const clipboard = writeText && { writeText }
  vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(clipboard as Clipboard)
}

describe('useCopy', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('copies the exact text, says so, and is itself again after a moment', async () => {
    const written: string[] = []
    stubClipboard(async (text) => void written.push(text))
    const { copy, state, announcer } = await copying()
    expect(await copy(TEXT, 'Postback URL')).toBe(true)
    await flushPromises()
    expect(written).toEqual([TEXT])
    expect(state.value).toBe('copied')
    expect(announcer.message).toBe('Postback URL copied')
    vi.advanceTimersByTime(COPIED_FOR)
    expect(state.value).toBe('idle')
  })

  it('copies by selection where the page has no clipboard (plain http)', async () => {
    stubClipboard(undefined)
    let selected = ''
    document.execCommand = () => {
      selected = (document.querySelector('textarea') as HTMLTextAreaElement).value
      return true
    }
    const { copy, state } = await copying()
    expect(await copy(TEXT, 'Postback URL')).toBe(true)
    expect(selected).toBe(TEXT)
    expect(state.value).toBe('copied')
    expect(document.querySelector('textarea')).toBeNull()
  })

  it('says when it could not copy', async () => {
    stubClipboard(() => Promise.reject(new DOMException('not allowed', 'NotAllowedError')))
    document.execCommand = () => false
    const { copy, state, announcer } = await copying()
    expect(await copy(TEXT, 'Click link')).toBe(false)
    await flushPromises()
    expect(state.value).toBe('failed')
    expect(announcer.message).toBe('Click link could not be copied. Select it and copy it by hand.')
  })
})
