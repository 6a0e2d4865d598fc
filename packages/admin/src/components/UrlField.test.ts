import type { UrlSegment } from '@gokart/shared'
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mountPage } from '../test/mount'
import UrlField from './UrlField.vue'

const SEGMENTS: UrlSegment[] = [
  { text: 'https://gokart.example/postback?gk_click_id=', kind: 'fixed' },
  { text: '#s2#', kind: 'tracker-macro' },
  { text: '&token=', kind: 'fixed' },
  { text: 'tok_9d0a', kind: 'secret' },
]
const URL_TEXT = 'https://gokart.example/postback?gk_click_id=#s2#&token=tok_9d0a'

async function field(props: Record<string, unknown>) {
  const written: string[] = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void written.push(text))
  const { wrapper } = await mountPage(UrlField, '/', { label: 'Postback URL', ...props })
  const text = () => wrapper.get('[data-testid=url-text]').text()
  const click = async (name: string) => {
    await wrapper.get(`button[aria-label="${name}"]`).trigger('click')
    await flushPromises()
  }
  return { wrapper, written, text, click }
}

describe('UrlField', () => {
  afterEach(() => vi.restoreAllMocks())

  it('shows the pieces by kind, with the token masked', async () => {
    const { wrapper, text } = await field({ segments: SEGMENTS })
    expect(text()).toBe('https://gokart.example/postback?gk_click_id=#s2#&token=••••••••')
    expect(wrapper.get('[data-kind=tracker-macro]').text()).toBe('#s2#')
    expect(wrapper.text()).toContain('Filled by the tracker')
    expect(wrapper.text()).not.toContain('Replace by hand')
  })

  it('copies the exact URL, also while the token is masked, and shows a tick', async () => {
    const { wrapper, written, click } = await field({ segments: SEGMENTS })
    await click('Copy Postback URL')
    expect(written).toEqual([URL_TEXT])
    expect(wrapper.get('button[aria-label="Copy Postback URL"]').text()).toBe('Copied')
  })

  it('reveals and hides the token', async () => {
    const { text, click } = await field({ segments: SEGMENTS })
    await click('Reveal Postback URL')
    expect(text()).toBe(URL_TEXT)
    await click('Hide Postback URL')
    expect(text()).not.toContain('tok_9d0a')
  })

  it('masks all of a secret URL', async () => {
    const { text } = await field({ url: 'https://gokart.example/private', secret: true })
    expect(text()).toBe('••••••••')
  })

  it('shows what to replace, with the instruction', async () => {
    const { wrapper, written, click } = await field({
      url: 'https://gokart.example/postback?gk_click_id=TOBEREPLACED',
      instruction: 'Replace the capitalized portion',
    })
    expect(wrapper.get('[data-kind=replace]').text()).toBe('TOBEREPLACED')
    expect(wrapper.text()).toContain('Replace the capitalized portion')
    await click('Copy Postback URL')
    expect(written).toEqual(['https://gokart.example/postback?gk_click_id=TOBEREPLACED'])
  })

  it('has no reveal button where nothing is secret', async () => {
    const { wrapper } = await field({ url: 'https://gokart.example/c/k3v9Qx' })
    expect(wrapper.findAll('button')).toHaveLength(1)
  })
})
