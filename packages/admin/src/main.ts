import './csp'
import './app.css'
import ui from '@nuxt/ui/vue-plugin'
import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { onSignedOut } from './api'
import { createAdminRouter } from './router'
import { useSession } from './shell/session'

const app = createApp(App)
const router = createAdminRouter()

app.use(createPinia())
app.use(PiniaColada, { queryOptions: { staleTime: 10_000, gcTime: 300_000 } })
app.use(router)
app.use(ui)

// The session ended elsewhere: load afresh, so that nothing of this user stays in memory for the next one.
onSignedOut(() => {
  if (!useSession().user) return
  location.assign(`/sign-in?next=${encodeURIComponent(router.currentRoute.value.fullPath)}`)
})

app.mount('#app')
