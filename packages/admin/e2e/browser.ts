import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface World {
  /** A new visitor with cookies of their own. `scheme` is the system's theme. */
  visit(options?: { scheme?: 'light' | 'dark'; width?: number; height?: number }): Promise<Page>
  gokart: string
}

/** Opens one browser for the tests of a file. Every page fails the test when it writes an error to the console. */
export function useBrowser(): World {
  const gokart = inject('gokart')
  let browser: Browser
  const contexts: BrowserContext[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    const hosts = `--host-resolver-rules=MAP * 127.0.0.1:${inject('internetPort')}, EXCLUDE 127.0.0.1`
    const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
    browser = await chromium.launch({ executablePath, args: [...FLAGS, hosts] })
  })
  afterAll(async () => {
    for (const context of contexts) await context.close()
    await browser.close()
    expect(complaints, 'errors in the browser console').toEqual([])
  })

  return {
    gokart,
    async visit({ scheme = 'light', width = 1280, height = 800 } = {}) {
      const context = await browser.newContext({
        baseURL: gokart,
        colorScheme: scheme,
        viewport: { width, height },
        ignoreHTTPSErrors: true,
        locale: 'en-GB',
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      contexts.push(context)
      const page = await context.newPage()
      page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
      page.on('console', (message) => {
        // The browser itself logs each answer of status 400 and above; those are the tests' business.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          complaints.push(`${page.url()}: ${message.text()}`)
        }
      })
      return page
    },
  }
}

/** Signs in through the form and waits for the first page. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
}

/** What a copy button put on the clipboard. */
export async function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText())
}
