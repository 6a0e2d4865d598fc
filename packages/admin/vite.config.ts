import { fileURLToPath } from 'node:url'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { uiOptions } from './ui.config.ts'

const shared = fileURLToPath(new URL('../shared/src/', import.meta.url))
const api = `http://127.0.0.1:${process.env['API_PORT'] ?? 3000}`

export default defineConfig({
  plugins: [vue(), ui({ ...uiOptions, dts: process.env['VITEST'] === undefined })],
  // @gokart/shared is read from its TypeScript, no build of it is needed first. By name and not by the condition `source`,
  // which packages of others (@internationalized/date) have too. tsconfig.json says the same to the type checker.
  resolve: {
    alias: [
      { find: /^@gokart\/shared$/, replacement: `${shared}index.ts` },
      { find: /^@gokart\/shared\/(macros|trackers)$/, replacement: `${shared}$1/index.ts` },
      { find: /^@gokart\/shared\/click-id$/, replacement: `${shared}click-id.ts` },
    ],
  },
  // `/postbacks` is a page of the admin, `/postback` a call to the API.
  server: { proxy: { '/api': api, '/c/': api, '^/postback(\\?|$)': api, '/health': api } },
  build: {
    target: 'es2022',
    // No data: URLs, the Content-Security-Policy allows files of our own origin only.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
})
