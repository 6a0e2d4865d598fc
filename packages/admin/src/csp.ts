import { config } from 'zod'

// Zod looks for `eval` to make its checks faster; our Content-Security-Policy has none, and each look would be reported.
// Imported before anything that makes a schema.
config({ jitless: true })
