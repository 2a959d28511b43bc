// What is kept of the module's four events.
import { ponder, type Context, type Event } from 'ponder:registry'
import { moduleLog, session, sessionTarget } from 'ponder:schema'

type ModuleEvent =
  Event<`SessionKeyValidator:${'SessionGranted' | 'SessionRevoked' | 'SessionRenounced' | 'EpochChanged'}`>

async function keep({ block, transaction, log, args }: ModuleEvent, { db }: Context): Promise<void> {
  await db.insert(moduleLog).values({
    blockNumber: Number(block.number),
    blockHash: block.hash,
    transactionHash: transaction.hash,
    index: log.logIndex,
    // Events of fewer topics come with empty places, whatever the type says.
    topics: log.topics.filter((topic) => Boolean(topic)),
    data: log.data,
    account: args.account,
    sessionId: 'id' in args ? args.id : null,
  })
}

ponder.on('SessionKeyValidator:EpochChanged', async ({ event, context }) => await keep(event, context))

ponder.on('SessionKeyValidator:SessionRenounced', async ({ event, context }) => await keep(event, context))

ponder.on('SessionKeyValidator:SessionRevoked', async ({ event, context }) => {
  await keep(event, context)
  const { account, id } = event.args
  await context.db.insert(session).values({ account, id }).onConflictDoNothing()
})

ponder.on('SessionKeyValidator:SessionGranted', async ({ event, context }) => {
  await keep(event, context)
  const { account, id, signerWord } = event.args
  const { validAfter, validUntil, permissions } = event.args.session
  const terms = { signerWord, validAfter, validUntil }
  await context.db
    .insert(session)
    .values({ account, id, ...terms })
    .onConflictDoUpdate(terms)
  const targets = new Set(permissions.map(({ target }) => target))
  const rows = Array.from(targets, (target) => ({ target, account, id, ...terms }))
  await context.db.insert(sessionTarget).values(rows).onConflictDoNothing()
})
