import { ref } from 'vue'

/** A postback that was pasted into the command palette, for the page that explains it. Never in the URL: it may hold a token. */
export const pastedPostback = ref('')

/** Whether a pasted text is a postback: its URL, a part of it, or a command that sends it. */
export function isPostback(text: string): boolean {
  return /\/postback\/*\?|[?&]gk_click_id=|^\s*gk_click_id=|^\s*(?:\$\s*)?curl\s[^]*\/postback/i.test(text)
}
