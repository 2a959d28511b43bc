// What everything else rests on: the owner's ops, the installation, and the first ops of a session.
import { sessionId } from '../../session'
import { expectThat } from '../findings'
import { promised, type Promised } from '../Promised'
import { expectExecuted, expectUse } from '../sessionOps'

/** @internal Titles that others name. */
export const OWNER = 'runs the calls of an op of its owner'
export const INSTALLS = 'tells the module of its installation, with the install data'
export const USES = 'I10 hands the module the hash of the op that the EntryPoint made, and executes what it accepted'

const owner = promised('owner', OWNER, [], async (world) => {
  const call = world.record(1n)
  expectExecuted(world, await world.witnessed(await world.ownerSends(call)), [call])
})

const installs = promised('install', INSTALLS, [OWNER], async (world) => {
  const session = await world.session()
  await world.install(session)
  const counter = await world.counter()
  expectThat(counter % 2n === 1n, 'the counter of its epoch is odd once it is installed', `it is ${counter}`)
  const isLive = await world.validator.isLive(world.account.address, sessionId(session))
  expectThat(isLive, 'the session of the install data is live', 'it is not')
})

const GAS = new Intl.NumberFormat('en-US')

const uses: Promised = {
  group: 'use',
  title: USES,
  needs: [INSTALLS],
  look: async (world) => {
    const session = await world.session()
    await world.install(session)
    // With a deposit, so that neither has to send the EntryPoint ether.
    await world.deposit()
    await expectUse(world, { session, calls: [world.record(1n)] })
    // The second ops of both, with the same call: what differs is who checks them.
    const { gasUsed } = await expectUse(world, { session, calls: [world.record(2n)] })
    const receipt = await world.chain.provider.getTransactionReceipt(await world.ownerSends(world.record(2n)))
    const more = gasUsed - (receipt?.gasUsed ?? 0n)
    return `${more < 0n ? '' : '+'}${GAS.format(more)} gas over an op of the owner`
  },
}

/** @internal In the order in which they are to be tried. */
export const basics: readonly Promised[] = [owner, installs, uses]
