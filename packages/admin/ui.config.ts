import type { NuxtUIOptions } from '@nuxt/ui/vite'

/** Options of Nuxt UI for the build and for the tests. */
export const uiOptions: NuxtUIOptions = {
  // The theme is ours (src/composables/useTheme.ts); composables are imported by name.
  colorMode: false,
  autoImport: false,
  // Only Nuxt UI's own components resolve by name; ours are imported, so that a reader sees where they come from.
  components: { dirs: [] },
  // Every icon that a source file names is bundled: the admin never asks another origin for one.
  icon: { clientBundle: { scan: { globInclude: ['src/**/*.{vue,ts}'] } } },
  ui: {
    colors: {
      primary: 'brand',
      secondary: 'brand',
      neutral: 'zinc',
      success: 'emerald',
      info: 'sky',
      warning: 'amber',
      error: 'red',
    },
    button: { defaultVariants: { size: 'md' }, slots: { base: 'cursor-pointer disabled:cursor-not-allowed' } },
    modal: { slots: { overlay: 'bg-black/50', title: 'text-base', content: 'divide-y-0' } },
    formField: { slots: { label: 'font-medium text-highlighted', error: 'mt-1 text-error', help: 'mt-1 text-muted' } },
    input: { slots: { root: 'w-full' } },
    textarea: { slots: { root: 'w-full' } },
    select: { slots: { base: 'w-full' } },
    selectMenu: { slots: { base: 'w-full' } },
  },
}
