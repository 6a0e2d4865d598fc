export { HABIT_NAMES, HABITS, type Habit } from './habits.js'
export { postbacks, type SimulatedConversion, type SimulatedPostback } from './postbacks.js'
export { receive, type Loss, type SimulatedVisit } from './receive.js'
