// All that a history says, to be compared.
import { epochsIn, sessionsIn, type History } from '../../../src/history'

/** Every session and every epoch. */
export const seen = (history: History) => {
  const sessions = [...sessionsIn(history)]
  const accounts = [...new Set(sessions.map(({ account }) => account))]
  return { sessions, epochs: accounts.map((account) => epochsIn(history, account)) }
}
