import { useColorMode } from '@vueuse/core'

/** The theme: `auto` follows the system. Key and values are those of public/theme.js, which sets it before the first paint. */
export function useTheme() {
  return useColorMode({ storageKey: 'gokart-theme', emitAuto: true, disableTransition: false })
}
