import type { NuxtUIOptions } from '@nuxt/ui/vite'

// 16 px icons beside 14 px text.
const smallIcons = { leadingIcon: 'size-4', trailingIcon: 'size-4' }

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
    button: {
      slots: { base: 'cursor-pointer disabled:cursor-not-allowed' },
      variants: { size: { md: smallIcons } },
      // Nuxt UI's 75 % leave too little contrast under the mouse.
      compoundVariants: [
        { color: 'primary', variant: 'solid', class: 'hover:bg-primary/90 active:bg-primary/90' },
        { color: 'error', variant: 'solid', class: 'hover:bg-error/90 active:bg-error/90' },
      ],
    },
    // What floats is a shade lighter than the page in the dark, where a shadow is not seen.
    modal: {
      slots: { title: 'text-base', content: 'divide-y-0 dark:bg-muted' },
      variants: { overlay: { true: { overlay: 'bg-black/40' } } },
    },
    slideover: { slots: { overlay: 'bg-black/40', content: 'dark:bg-muted' } },
    dropdownMenu: {
      slots: { content: 'dark:bg-muted' },
      variants: { size: { md: { itemLeadingIcon: 'size-4 mt-0.5' } } },
    },
    commandPalette: { variants: { size: { md: { itemLeadingIcon: 'size-4 mt-0.5' } } } },
    formField: { slots: { label: 'font-medium text-highlighted', error: 'mt-1 text-error', help: 'mt-1 text-muted' } },
    input: { slots: { root: 'w-full' }, variants: { size: { md: smallIcons } } },
    textarea: { slots: { root: 'w-full' } },
    select: { slots: { base: 'w-full', content: 'dark:bg-muted' }, variants: { size: { md: smallIcons } } },
    selectMenu: { slots: { base: 'w-full', content: 'dark:bg-muted' }, variants: { size: { md: smallIcons } } },
    inputMenu: { slots: { root: 'w-full', content: 'dark:bg-muted' }, variants: { size: { md: smallIcons } } },
  },
}
