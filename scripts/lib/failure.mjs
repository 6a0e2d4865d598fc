/** What went wrong, in words for the person at the terminal; printed without a stack. */
export class Failure extends Error {}

/** @param {unknown} error */
export const explain = (error) => (error instanceof Failure ? error.message : String(error?.stack ?? error))
