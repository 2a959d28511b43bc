// Random lives of sessions on a chain, against what the module and the Lens themselves say of every id ever seen.
import { mine, takeSnapshot, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'
import { ethers, network } from 'hardhat'

import { encodeInstallData, sessionId, sessionStruct, toAddress, type Address, type Hex } from '../../../src'
import {
  epochsIn,
  newHistory,
  readHistory,
  sessionIn,
  sessionsIn,
  termsOf,
  type History,
  type SessionHistory,
} from '../../../src/history'
import { RUNS } from '../../helpers/arbitraries'
import { collectGarbage } from '../../property/jury/collectGarbage'
import { encodeCall } from '../../property/jury/court'
import {
  epochOf,
  grantSignedData,
  OPENING,
  openStage,
  renounceData,
  saltOf,
  type Stage,
} from '../../property/lives/stage'
import { the } from '../builders'

const SEED = Number(process.env['FC_SEED'] ?? 1)
const LIVES = Math.max(3, Math.round(RUNS / 3))

/** A deed, and whether its block is mined after it: deeds of one block share it. */
interface Act {
  readonly kind:
    'grant' | 'grantSigned' | 'revoke' | 'revokeUnknown' | 'renounce' | 'revokeAll' | 'install' | 'uninstall'
  readonly account: number
  readonly session: number
  readonly other: number
  readonly mines: boolean
}

const acts: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom(
    ...(['grant', 'grant', 'grant', 'grantSigned', 'grantSigned', 'renounce', 'renounce', 'renounce'] as const),
    ...(['install', 'install', 'revoke', 'revokeUnknown', 'revokeAll', 'uninstall'] as const),
  ),
  account: fc.nat({ max: 1 }),
  session: fc.nat({ max: 2 }),
  other: fc.nat({ max: 3 }),
  mines: fc.boolean(),
})

const unknownId = (seed: number): Hex => ethers.id(`never granted ${seed}`) as Hex

/** Who sends it, and what to the module. A deed that the module refuses is a transaction that reverts. */
async function dataOf(
  stage: Stage,
  { kind, account, session, other }: Act,
): Promise<readonly [isAccount: boolean, data: Hex]> {
  const granted = the(stage.sessions[session])
  switch (kind) {
    case 'grant':
      return [true, encodeCall('grant', [sessionStruct(granted)])]
    case 'grantSigned': {
      const replaces = other === 3 || other === session ? undefined : other
      return [false, grantSignedData(stage, account, session, await epochOf(stage, account), replaces)]
    }
    case 'revoke':
      return [true, encodeCall('revoke', [sessionId(granted)])]
    case 'revokeUnknown':
      return [true, encodeCall('revoke', [unknownId(other)])]
    case 'renounce':
      return [false, renounceData(stage, account, session)]
    case 'revokeAll':
      return [true, encodeCall('revokeAll', [saltOf(other)])]
    case 'install':
      return [true, encodeCall('onInstall', [encodeInstallData(saltOf(other), other === 0 ? [granted] : [])])]
    case 'uninstall':
      return [true, encodeCall('onUninstall', ['0x'])]
  }
}

async function perform(stage: Stage, all: readonly Act[]): Promise<void> {
  const stranger = await stage.chain.bundler.getAddress()
  await network.provider.send('evm_setAutomine', [false])
  for (const act of all) {
    const { address, module } = the(stage.accounts[act.account]).jury
    const [isAccount, data] = await dataOf(stage, act)
    const params = [{ from: isAccount ? address : stranger, to: module, data, gas: '0x2dc6c0' }]
    await network.provider.request({ method: 'eth_sendTransaction', params })
    if (act.mines) await mine()
  }
  await network.provider.send('evm_setAutomine', [true])
  await mine()
}

const LENS = ['NotInstalled', 'NotGranted', 'OlderEpoch', 'Revoked', 'Renounced', 'Live'] as const

const counterOf = (epoch: Hex): bigint => BigInt(epoch) & 0xffff_ffffn

/** What the Lens is to call a session: it looks at the present epoch first. */
function statusOf({ state, epoch }: SessionHistory, current: Hex): (typeof LENS)[number] {
  if (counterOf(current) % 2n === 0n) return 'NotInstalled'
  if (state === 'revoked') return 'Revoked'
  if (state === 'live') return 'Live'
  return state === 'renounced' && epoch === current ? 'Renounced' : 'OlderEpoch'
}

async function compare(stage: Stage, history: History, counts: Map<string, number>): Promise<void> {
  const { module, lens } = stage.chain
  const known = new Set(Array.from(sessionsIn(history), ({ account, id }) => `${account} ${id}`))
  for (const { jury } of stage.accounts) {
    const current = epochsIn(history, jury.address).at(-1)?.epoch ?? (ethers.ZeroHash as Hex)
    expect(current).to.equal(await module.getEpoch(jury.address))
    const ids = [...stage.sessions.map(sessionId), ...[0, 1, 2, 3].map(unknownId)]
    for (const id of ids) {
      known.delete(`${jury.address} ${id}`)
      const session = sessionIn(history, jury.address, id)
      expect(await module.isLive(jury.address, id)).to.equal(session?.state === 'live')
      // The lowest 32 bits: the counter of the grant's epoch, beside it a bit if renounced, or all ones if revoked.
      const marker = BigInt(await module.getUsage(jury.address, id)) & 0xffff_ffffn
      expect(marker === 0xffff_ffffn).to.equal(session?.state === 'revoked')
      expect(marker === 0n).to.equal(session === undefined)
      if (session === undefined) continue
      counts.set(session.state, (counts.get(session.state) ?? 0) + 1)
      if (session.replacedBy !== undefined) counts.set('replaced', (counts.get('replaced') ?? 0) + 1)
      if (session.state !== 'revoked') {
        expect(marker & 0x7fff_ffffn).to.equal(counterOf(the(session.epoch)))
        expect((marker & 0x8000_0000n) !== 0n).to.equal(session.state === 'renounced')
      }
      const terms = termsOf(session)
      if (terms === undefined) continue
      expect(sessionId(terms)).to.equal(id)
      const { status } = await lens.remaining(jury.address, sessionStruct(terms), 0)
      expect(LENS[Number(status)]).to.equal(statusOf(session, current))
    }
  }
  expect([...known]).to.deep.equal([])
}

const addressOf = async (contract: { getAddress(): Promise<string> }): Promise<Address> =>
  toAddress(await contract.getAddress())

/** What must have been seen, or the lives were too dull to show anything. */
const STATES = ['live', 'revoked', 'renounced', 'superseded', 'uninstalled', 'replaced'] as const

describe('A history of random lives', () => {
  it('says of every id what the module and the Lens say, over reorgs and pauses', async () => {
    const stage = await openStage('v07')
    await time.increaseTo(OPENING)
    const place = { chainId: stage.chain.chainId, module: await addressOf(stage.chain.module) }
    const start = await takeSnapshot()
    const counts = new Map<string, number>()
    const list = fc.array(acts, { maxLength: 25, size: 'max' })
    const property = fc.asyncProperty(
      list,
      list,
      list,
      fc.integer({ min: 1, max: 9 }),
      async (first, lost, last, pageBlocks) => {
        await perform(stage, first)
        const begun = await readHistory(ethers.provider, newHistory(place), { pageBlocks })
        await compare(stage, begun, counts)
        const fork = await takeSnapshot()
        await perform(stage, lost)
        const read = await readHistory(ethers.provider, begun, { pageBlocks })
        await compare(stage, read, counts)
        await fork.restore()
        // Or its blocks would be the same again.
        await time.increase(1_000)
        await perform(stage, last)
        await compare(stage, await readHistory(ethers.provider, read, { pageBlocks }), counts)
      },
    )
    const clear = async (): Promise<void> => {
      await start.restore()
      await collectGarbage()
    }
    await fc.assert(property, { numRuns: LIVES, seed: SEED, plugins: [fc.afterEach(clear)] })
    console.log(`${LIVES} lives, FC_SEED=${SEED}: ${[...counts].map((one) => one.join(' ')).join(', ')}`)
    if (LIVES >= 20) for (const state of STATES) expect(counts.get(state) ?? 0, state).to.be.greaterThan(0)
  }).timeout(LIVES * 20_000)
})
