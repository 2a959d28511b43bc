// Random histories of two accounts with the same sessions, on each real EntryPoint: grants, ops, bundles, every way to end a
// session, installs and uninstalls in any order, at any time. After each step the module's state is what a model of a few lines
// says. LATCHKEY_RUNS sets how many, FC_SEED repeats a run; a failure is shrunk to the shortest history.
import { takeSnapshot, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'
import { ethers } from 'hardhat'

import { encodeInstallData, sessionId, sessionStruct, type Hex } from '../../src'
import { RUNS } from '../helpers/arbitraries'
import { VERSIONS, type Version } from '../helpers/fixture'
import { ACCEPTED, verdict } from '../helpers/verdict'
import { collectGarbage } from './jury/collectGarbage'
import { encodeCall } from './jury/court'
import {
  grant,
  grantSigned,
  isLive,
  isRenouncedNow,
  newModel,
  renounce,
  spentWord,
  usageWord,
  use,
  type Model,
  type Use,
} from './lives/model'
import {
  epochOf,
  GAS,
  grantSignedData,
  handleOps,
  look,
  OPENING,
  openStage,
  opOf,
  PERIOD,
  renounceData,
  saltOf,
  transact,
  type Stage,
} from './lives/stage'

const SEED = Number(process.env['FC_SEED'] ?? 1)
const HISTORIES = RUNS
/** At most: half as many on average. */
const STEPS = 60
/** A quarter of a second is needed; this is for a busy machine. */
const MILLISECONDS_PER_HISTORY = 5_000

const ACCOUNTS = 2
const SESSIONS = 3

/** How often each thing happened, so that a run in which nothing did fails. */
type Counts = Map<string, number>

interface World {
  readonly stage: Stage
  readonly counts: Counts
  /** Of the next op. */
  lane: number
}

const count = (counts: Counts, what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)

type Step = fc.AsyncCommand<Model, World>

const index = (end: number): fc.Arbitrary<number> => fc.nat({ max: end - 1 })
const someone = index(ACCOUNTS)
const session = index(SESSIONS)

const step = (text: string, run: (model: Model, world: World) => Promise<string>): Step => ({
  check: () => true,
  run: async (model, world) => {
    model.now++
    await time.setNextBlockTimestamp(model.now)
    const outcome = `${text.split(' ')[0]} ${await run(model, world)}`
    count(world.counts, outcome)
    const seen = await look(world.stage)
    expect(seen.counters, 'counters').to.deep.equal(model.counters)
    expect(seen.usage, 'usage').to.deep.equal(model.lives.map((lives) => lives.map(usageWord)))
    expect(seen.spent, 'spent').to.deep.equal(model.lives.map((lives) => lives.map(spentWord)))
    const live = model.lives.map((lives, account) => lives.map((_, i) => isLive(model, account, i)))
    expect(seen.live, 'live').to.deep.equal(live)
  },
  toString: () => text,
})

/** The account calls the module; `expected` is ACCEPTED or an error's name. */
async function act({ stage }: World, account: number, data: Hex, expected: string): Promise<string> {
  const { jury } = stage.accounts[account]!
  return await ask(stage, jury.address, jury.module, data, expected)
}

async function ask(stage: Stage, from: string, to: string, data: Hex, expected: string): Promise<string> {
  const said = await transact(from, to, data).then(
    () => ACCEPTED,
    async () => {
      const error: unknown = await ethers.provider.call({ from, to, data }).catch((thrown: unknown) => thrown)
      const revert = (error as { readonly data?: string }).data ?? '0x'
      return stage.chain.module.interface.parseError(revert)?.name ?? revert
    },
  )
  expect(said).to.equal(expected)
  return said
}

const grants = fc.tuple(someone, session).map(([account, i]) =>
  step(`grant ${i} on ${account}`, async (model, world) => {
    const data = encodeCall('grant', [sessionStruct(world.stage.sessions[i]!)])
    if (isRenouncedNow(model, account, model.lives[account]![i]!)) count(world.counts, 'grant of a renounced one')
    return await act(world, account, data, grant(model, account, i))
  }),
)

const revokes = fc.tuple(someone, session).map(([account, i]) =>
  step(`revoke ${i} on ${account}`, async (model, world) => {
    model.lives[account]![i]!.revoked = true
    return await act(world, account, encodeCall('revoke', [sessionId(world.stage.sessions[i]!)]), ACCEPTED)
  }),
)

const renounces = fc.tuple(someone, session).map(([account, i]) =>
  step(`renounce ${i} on ${account}`, async (model, { stage }) => {
    const expected = renounce(model, account, i)
    const stranger = await stage.chain.bundler.getAddress()
    return await ask(stage, stranger, stage.accounts[account]!.jury.module, renounceData(stage, account, i), expected)
  }),
)

/** By the owner's signature; also one for the epoch that all began with, and one that ends another session. */
const signedGrants = fc
  .tuple(
    someone,
    session,
    fc.option(fc.constantFrom(1, 2), { nil: undefined }),
    fc.constantFrom(true, true, true, false),
  )
  .map(([account, i, after, isFresh]) => {
    const replaces = after === undefined ? undefined : (i + after) % SESSIONS
    const text = `grantSigned ${i} on ${account}, in place of ${replaces ?? 'none'}, ${isFresh ? 'fresh' : 'old'}`
    return step(text, async (model, { stage }) => {
      const epoch = isFresh ? await epochOf(stage, account) : stage.epochs[account]!
      const isCurrent = isFresh || model.counters[account] === 1
      const expected = grantSigned(model, account, i, { isCurrent, replaces })
      const data = grantSignedData(stage, account, i, epoch, replaces)
      const stranger = await stage.chain.bundler.getAddress()
      return await ask(stage, stranger, stage.accounts[account]!.jury.module, data, expected)
    })
  })

const revokeAlls = fc.tuple(someone, fc.nat()).map(([account, salt]) =>
  step(`revokeAll on ${account}`, async (model, world) => {
    const installed = model.counters[account]! % 2 === 1
    if (installed) model.counters[account]! += 2
    return await act(
      world,
      account,
      encodeCall('revokeAll', [saltOf(salt)]),
      installed ? ACCEPTED : 'ModuleNotInstalled',
    )
  }),
)

/** Also a repeated one, and one after an uninstall that never reached the module. */
const installs = fc
  .tuple(someone, fc.nat(), fc.uniqueArray(session, { maxLength: 1 }))
  .map(([account, salt, granted]) =>
    step(`install on ${account} with ${granted.join() || 'none'}`, async (model, world) => {
      const { sessions } = world.stage
      const data = encodeInstallData(
        saltOf(salt),
        granted.map((i) => sessions[i]!),
      )
      const isRefused = granted.some((i) => model.lives[account]![i]!.revoked)
      if (!isRefused) {
        model.counters[account]! += model.counters[account]! % 2 === 1 ? 2 : 1
        for (const i of granted) grant(model, account, i)
      }
      return await act(world, account, encodeCall('onInstall', [data]), isRefused ? 'SessionAlreadyRevoked' : ACCEPTED)
    }),
  )

const uninstalls = fc.tuple(someone, fc.uint8Array({ maxLength: 40 })).map(([account, data]) =>
  step(`uninstall on ${account}`, async (model, world) => {
    model.counters[account]! += model.counters[account]! % 2
    return await act(world, account, encodeCall('onUninstall', [data]), ACCEPTED)
  }),
)

const warps = fc.constantFrom(1, PERIOD - 1, PERIOD, 2 * PERIOD).map((seconds) =>
  step(`warp ${seconds}`, async (model) => {
    model.now += seconds
    await time.increaseTo(model.now)
    return ACCEPTED
  }),
)

/** The period is the current one, or one beside it. */
interface Wish extends Omit<Use, 'period'> {
  readonly ahead: number
  /** Also of a session that is not live, where another is. */
  readonly anyhow: boolean
}

/** A session that is live, the wanted one if it is. */
function liveNear(model: Model, { account, session: wanted }: Wanted): Wanted {
  const all = model.lives.flatMap((lives, i) => lives.map((_, j) => ({ account: i, session: j })))
  const live = all.filter((one) => isLive(model, one.account, one.session))
  const start = account * SESSIONS + wanted
  return live.find((one) => one.account * SESSIONS + one.session >= start) ?? live[0] ?? { account, session: wanted }
}

type Wanted = Pick<Use, 'account' | 'session'>

const wishes = (most: number): fc.Arbitrary<Wish[]> =>
  fc.array(
    fc.record({
      account: someone,
      session,
      calls: fc.constantFrom(1, 1, 1, 2, 3, 5),
      value: fc.constantFrom(0n, 1n, 2n, 3n),
      fee: fc.constantFrom(0n, 0n, GAS, GAS, 2n * GAS, 5n * GAS),
      ahead: fc.constantFrom(0, 0, 0, 0, -1, 1),
      amount: fc.constantFrom(0n, 0n, 1n, 3n, 5n, 12n, 13n),
      attaches: fc.constantFrom(false, false, false, true),
      anyhow: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: most },
  )

const bundles = (name: string, most: number): fc.Arbitrary<Step> =>
  wishes(most).map((wished) =>
    step(`${name} ${wished.map(sayWish).join(' + ')}`, async (model, world) => {
      const { stage } = world
      const uses = wished.map(({ ahead, anyhow, ...wanted }): Use => {
        const wish = anyhow ? wanted : { ...wanted, ...liveNear(model, wanted) }
        const { period, validAfter } = stage.sessions[wish.session]!
        const current = period === 0 ? 0 : Math.floor((model.now - validAfter) / period) + ahead
        // The first session takes no value.
        return { ...wish, value: wish.session === 0 ? 0n : wish.value, period: period === 0 ? 0 : Math.max(0, current) }
      })
      const epochs = await Promise.all(stage.accounts.map(async (_, account) => await epochOf(stage, account)))
      const ops = uses.map((one) => opOf(stage, one, world.lane++, epochs[one.account]))
      // All or nothing: what is charged for ops before a refused one is undone with them.
      const trial = structuredClone(model)
      const expected = uses.map((one) => use(trial, stage.sessions, one, stage.version === 'v07'))
      const refused = expected.findIndex((said) => said !== ACCEPTED)
      if (refused >= 0) {
        const said = (await verdict(stage.accounts[0]!.account, ops, 'pending')).replace(/\(.*/, '')
        expect(said).to.equal(refused === 0 ? expected[0] : `op ${refused}: ${expected[refused]}`)
        return expected[refused]!
      }
      await handleOps(stage, ops)
      Object.assign(model, trial)
      return ACCEPTED
    }),
  )

const sayWish = ({ account, session: i, calls, value, fee, ahead, anyhow, amount, attaches }: Wish): string =>
  `(${anyhow ? '' : 'a live '}session ${i} on ${account}: ${calls} calls of ${amount}, ${value} wei, fee ${fee}, ` +
  `period ${ahead}${attaches ? ', with its grant' : ''})`

const often = (times: number, steps: fc.Arbitrary<Step>) => Array.from({ length: times }, () => steps)

const histories = fc.commands(
  [
    ...often(5, grants),
    ...often(8, bundles('use', 1)),
    ...often(3, bundles('bundle', 4)),
    ...often(3, signedGrants),
    ...often(2, installs),
    ...[warps, uninstalls, revokes, renounces, revokeAlls],
  ],
  { maxCommands: STEPS, size: 'max' },
)

async function checkHistories(version: Version, counts: Counts): Promise<void> {
  const stage = await openStage(version)
  await time.increaseTo(OPENING - 5)
  // The module was installed by the owner, so the counter is 1.
  const start = await takeSnapshot()
  const clear = async (): Promise<void> => {
    await start.restore()
    await collectGarbage()
  }
  const property = fc.asyncProperty(histories, async (steps) => {
    const world: World = { stage, counts, lane: 0 }
    await fc.asyncModelRun(() => ({ model: newModel(OPENING - 5, ACCOUNTS, SESSIONS), real: world }), steps)
  })
  const seed = SEED + VERSIONS.indexOf(version)
  await fc.assert(property, { numRuns: HISTORIES, seed, plugins: [fc.afterEach(clear)] })
}

/** What must have happened on each EntryPoint, or the histories were too dull to show anything. */
const EXPECTED = [
  ...['use', 'bundle'].flatMap((name) => [`${name} ${ACCEPTED}`, `${name} SessionNotLive`, `${name} CallsOverLimit`]),
  ...['FeeOverLimit', 'AA22'].map((name) => `use ${name}`),
  ...['grant accepted', 'grant SessionAlreadyRevoked', 'grant ModuleNotInstalled', 'install SessionAlreadyRevoked'],
  ...['grantSigned accepted', 'grantSigned SessionAlreadyRevoked', 'grantSigned GrantSignatureNotValid'],
  ...['grantSigned ModuleNotInstalled', 'use AllowanceOverCap', 'use SessionAlreadyRevoked'],
  ...[
    'grant of a renounced one',
    'renounce accepted',
    'renounce SessionNotLive',
    'revokeAll accepted',
    'revokeAll ModuleNotInstalled',
  ],
]

describe('Random histories', () => {
  for (const version of VERSIONS)
    it(`I7 I8 I9 I13 I14 T94 T97 T117 T118 T120 T127 agree with the model, on EntryPoint ${version}`, async () => {
      const counts: Counts = new Map()
      await checkHistories(version, counts)
      const sorted = [...counts].sort(([, a], [, b]) => b - a).map((one) => one.join(' '))
      console.log(`${HISTORIES} histories on ${version}, FC_SEED=${SEED}: ${sorted.join(', ')}`)
      if (HISTORIES >= 60) for (const name of EXPECTED) expect(counts.get(name) ?? 0, name).to.be.greaterThan(0)
    }).timeout(HISTORIES * MILLISECONDS_PER_HISTORY)
})
