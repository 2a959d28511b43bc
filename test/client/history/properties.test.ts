// The fold is that of the chain, however its logs arrive.
import { expect } from 'chai'
import fc from 'fast-check'

import {
  epochsIn,
  foldEvents,
  historyFromJson,
  historyToJson,
  newHistory,
  rollBack,
  sessionIn,
  type History,
  type ModuleLog,
} from '../../../src/history'
import { RUNS } from '../../helpers/arbitraries'
import { MODULE, the } from '../builders'
import { blocks, forks } from './arbitraries'
import { ACCOUNTS, chainOf, deed, IDS, isLive, REVOKED, wordOfEpoch, type LogBlock } from './logChain'
import { seen } from './seen'

const EMPTY = newHistory({ chainId: 1n, module: MODULE })
const numRuns = 2 * RUNS

const logsOf = (chain: readonly LogBlock[]): readonly ModuleLog[] => chain.flatMap(({ logs }) => logs)
const scratch = (chain: readonly LogBlock[]): History => foldEvents(EMPTY, logsOf(chain))

/** A list in portions that end at these shares of it. */
function portions<One>(list: readonly One[], cuts: readonly number[]): (readonly One[])[] {
  const ends = cuts.map((cut) => Math.floor(cut * list.length)).sort((a, b) => a - b)
  return [0, ...ends].map((start, i) => list.slice(start, ends[i] ?? list.length))
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })

describe('The fold of a chain', () => {
  it('says of every session what the module stores', () => {
    const property = fc.property(blocks(30), (wanted) => {
      const { logs, model } = chainOf([ACCOUNTS.map((_, account) => deed('install', account)), ...wanted])
      const history = foldEvents(EMPTY, logs)
      for (const [i, account] of ACCOUNTS.entries()) {
        expect(epochsIn(history, account).at(-1)?.epoch).to.equal(wordOfEpoch(the(model.counters[i])))
        for (const [j, id] of IDS.entries()) {
          const session = sessionIn(history, account, id)
          const marker = the(the(model.markers[i])[j])
          expect(session?.state === 'live').to.equal(isLive(model, i, j))
          expect(session?.state === 'revoked').to.equal(marker === REVOKED)
          expect(session?.terms !== undefined).to.equal(the(the(model.granted[i])[j]))
          expect(session === undefined).to.equal(marker === 0)
        }
      }
    })
    fc.assert(property, { numRuns })
  })

  it('is the same in any portions, in any order, and with any log given again', () => {
    const shuffled = blocks(12)
      .map((wanted) => chainOf([[deed('install')], ...wanted]).blocks)
      .chain((chain) => {
        const logs = logsOf(chain)
        return fc.tuple(fc.constant(chain), fc.shuffledSubarray([...logs], { minLength: logs.length }))
      })
    const property = fc.property(shuffled, cuts, fc.infiniteStream(fc.nat()), ([chain, logs], ends, random) => {
      let history = EMPTY
      let given: readonly ModuleLog[] = []
      for (const portion of portions(logs, ends)) {
        given = [...given, ...portion]
        const again = given.filter(() => random.next().value % 3 === 0)
        history = foldEvents(history, [...portion, ...again])
      }
      expect(seen(history)).to.deep.equal(seen(scratch(chain)))
      expect(historyToJson(history)).to.deep.equal(historyToJson(scratch(chain)))
    })
    fc.assert(property, { numRuns })
  })

  it('is that of the new chain after a reorg, whichever way the reorg is told', () => {
    const ways = fc.constantFrom('removed, newest first', 'removed, oldest first', 'removed late', 'rolled back')
    const property = fc.property(forks, ways, cuts, ({ main, other, fork }, way, ends) => {
      let history = EMPTY
      for (const portion of portions(logsOf(main), ends)) history = foldEvents(history, portion)
      const removed = logsOf(main.slice(fork)).map((log) => ({ ...log, removed: true }))
      if (way === 'removed, newest first') removed.reverse()
      const added = logsOf(other.slice(fork))
      if (way === 'rolled back') history = foldEvents(rollBack(history, fork), added)
      else if (way === 'removed late') history = foldEvents(history, [...added, ...removed])
      else for (const portion of portions([...removed, ...added], ends)) history = foldEvents(history, portion)
      expect(seen(history)).to.deep.equal(seen(scratch(other)))
    })
    fc.assert(property, { numRuns })
  })

  it('is the same where blocks are settled on the way, and after a pause as JSON', () => {
    const property = fc.property(
      forks,
      cuts,
      fc.nat({ max: 20 }),
      fc.boolean(),
      ({ main, other, fork }, ends, depth, saves) => {
        let history = EMPTY
        const pause = (): void => {
          if (saves) history = historyFromJson(JSON.stringify(historyToJson(history)))
        }
        for (const portion of portions(main, ends)) {
          const through = portion[portion.length - 1]
          const final = Math.min(fork, (through?.number ?? 0) - depth)
          history = foldEvents(history, logsOf(portion), { through, final })
          expect(history.recent.every(({ number }) => number > final)).to.equal(true)
          pause()
        }
        expect(seen(history)).to.deep.equal(seen(scratch(main)))
        history = foldEvents(rollBack(history, fork), logsOf(other))
        pause()
        expect(seen(history)).to.deep.equal(seen(scratch(other)))
      },
    )
    fc.assert(property, { numRuns })
  })
})
