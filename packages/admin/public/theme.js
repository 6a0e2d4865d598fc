// Sets the theme before the first paint, so that a dark screen never flashes white. It is a file of its own because
// the Content-Security-Policy allows no inline script. The key and its values are those of src/composables/useTheme.ts.
;(() => {
  let theme = 'auto'
  try {
    theme = localStorage.getItem('gokart-theme') ?? 'auto'
  } catch {
    // Storage is blocked: the system's theme it is.
  }
  const dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.add(dark ? 'dark' : 'light')
})()
