/** The bad habits that trackers have, each with what the tracker does. */
export const HABITS = {
  retry_storm: 'Sends each postback again and again, as if it had got no answer.',
  double_send: 'Sends each postback twice in the same millisecond.',
  late: 'Sends the postback weeks after the click, and after the offer’s conversion window.',
  out_of_order: 'Sends the last event first.',
  unreplaced_macro: 'Leaves its macros as they are written.',
  cut_click_id: 'Cuts the click ID at 32 characters.',
  upper_case: 'Writes the click ID in capitals.',
  encoded_twice: 'Percent-encodes each value twice.',
  own_id: 'Sends its own click ID instead of ours.',
  post_form: 'Sends a form with POST.',
  post_json: 'Sends JSON with POST.',
} as const
export type Habit = keyof typeof HABITS

/** Names of the habits, in the order of their list. */
export const HABIT_NAMES = Object.keys(HABITS) as [Habit, ...Habit[]]

/** Of the habit `cut_click_id`, and of many a database column that was made for an MD5. */
export const CUT_LENGTH = 32
