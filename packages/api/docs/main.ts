import { writeFileSync } from 'node:fs'
import { postbacksPage } from './postbacks.js'

/** `npm run docs`: writes the pages that are made from the code. */
writeFileSync(new URL('../../../docs/postbacks.md', import.meta.url), postbacksPage())
