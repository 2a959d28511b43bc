// GET /sessions: see README.md.
import { Hono } from 'hono'

import { findSessions } from './findSessions'
import { QueryNotValid, readQuery } from './SessionQuery'

const app = new Hono()

app.get('/sessions', async (context) => {
  try {
    const query = readQuery(context.req.query(), Math.floor(Date.now() / 1_000))
    return context.json(await findSessions(query))
  } catch (thrown) {
    if (!(thrown instanceof QueryNotValid)) throw thrown
    return context.json({ error: thrown.message }, 400)
  }
})

export default app
