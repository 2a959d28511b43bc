// I16: what validation does is allowed by ERC-7562 for unstaked accounts, for every kind of session op, on each EntryPoint.
// That the checker reports what is not allowed is shown in test/helpers/validationRules.test.ts.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { allow, allowTransfer, UNLIMITED_CALLS } from '../../src'
import type { Address, Call, Hex, PackedUserOperation, Session, SessionOptions } from '../../src'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, sponsored, upvote } from '../helpers/session'
import type { SessionChain, SessionOpParams } from '../helpers/session'
import { sendOps } from '../helpers/userOp'
import { findViolations } from '../helpers/validationRules'
import { reason, verdict } from '../helpers/verdict'

type Kind = {
  readonly name: string
  readonly options?: (chain: SessionChain) => Promise<Partial<SessionOptions>>
  /** One vote if omitted. */
  readonly calls?: (chain: SessionChain) => Promise<Call[]>
  readonly params?: (chain: SessionChain) => Promise<SessionOpParams>
}

/** The execution is no matter here, and short traces are read faster. */
const BRIEF = { callGasLimit: 0n }

const friend = fixedWallet('friend').address as Address

const tip = async ({ socio3 }: SessionChain): Promise<Call> => ({
  to: (await socio3.getAddress()) as Address,
  value: 5n,
  data: socio3.interface.encodeFunctionData('tip', [0]) as Hex,
})

const transfers = Array.from({ length: 9 }, (_, i) =>
  allowTransfer(fixedWallet(`friend ${i}`).address as Address, { maxValue: 1n }),
)

const sponsor = async (chain: SessionChain): Promise<Address> => (await chain.sponsor.getAddress()) as Address

const METERED: Kind = { name: 'metered, self-paid' }

const KINDS: readonly Kind[] = [
  {
    name: 'unmetered, sponsored',
    options: async (chain) => ({ fees: { sponsor: await sponsor(chain) }, calls: UNLIMITED_CALLS }),
    params: sponsored,
  },
  METERED,
  {
    name: 'metered, sponsored',
    options: async (chain) => ({ fees: { sponsor: await sponsor(chain), max: 10n ** 16n } }),
    params: sponsored,
  },
  {
    name: 'self-paid with a sponsor named',
    options: async (chain) => ({ fees: { sponsor: await sponsor(chain), max: 10n ** 16n } }),
  },
  {
    name: 'a period',
    options: async () => ({ starts: (await time.latest()) - 700, period: '10m' }),
    params: () => Promise.resolve({ periodIndex: 1 }),
  },
  {
    name: 'a batch',
    calls: async (chain) => [await upvote(chain), await upvote(chain), await upvote(chain)],
  },
  {
    name: 'ten permissions',
    options: (chain) => Promise.resolve({ allow: [...transfers, allow(chain.socio3, 'upvotePost')], value: 5n }),
  },
  {
    name: 'a transfer',
    options: () => Promise.resolve({ allow: [allowTransfer(friend, { maxValue: 5n })], value: 10n }),
    calls: () => Promise.resolve([{ to: friend, value: 5n, data: '0x' }]),
  },
  {
    name: 'a payable call',
    options: (chain) => Promise.resolve({ allow: [allow(chain.socio3, 'tip', { maxValue: 5n })], value: 10n }),
    calls: async (chain) => [await tip(chain)],
  },
]

type Opened = {
  readonly account: TestAccount
  readonly session: Session
  readonly next: () => Promise<PackedUserOperation>
}

async function open(chain: SessionChain, version: (typeof VERSIONS)[number], kind: Kind): Promise<Opened> {
  const session = await makeSession(chain, await kind.options?.(chain))
  const account = await openSessionAccount(chain, [session], { version })
  const calls = (await kind.calls?.(chain)) ?? [await upvote(chain)]
  const next = async () =>
    await sessionOp(chain, account, session, calls, { ...BRIEF, ...(await kind.params?.(chain)) })
  return { account, session, next }
}

for (const version of VERSIONS)
  describe(`Rules of validation on EntryPoint ${version}`, () => {
    for (const kind of KINDS)
      it(`T50 T112 T137 T138 I16 ${kind.name}: no violation in the first op after the grant`, async () => {
        const { account, next } = await open(await loadFixture(deploySessionChain), version, kind)
        expect(await findViolations(account.entryPoint, await next())).to.deep.equal([])
      })

    it('T137 I16 no violation in an op that adds to usage, on a lane in use', async () => {
      const { account, next } = await open(await loadFixture(deploySessionChain), version, METERED)
      await sendOps(account, [await next()])
      expect(await findViolations(account.entryPoint, await next())).to.deep.equal([])
    })

    it('T56 I16 a gas estimate with a wrong signature ends as AA24 and not in a revert', async () => {
      const chain = await loadFixture(deploySessionChain)
      const { account, next } = await open(chain, version, METERED)
      const op = await next()
      const wrong = { ...op, signature: `${op.signature.slice(0, -128)}${'11'.repeat(64)}` as Hex }
      expect(await verdict(account, [wrong])).to.equal('AA24')
      const cut = { ...op, signature: op.signature.slice(0, -2) as Hex }
      const length = op.signature.length / 2 - 1
      expect(await verdict(account, [cut])).to.equal(reason('AuthorizationLengthMismatch', [length - 1, length]))
    })
  })
