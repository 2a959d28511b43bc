// Which validator stands before another in an account's list, asked page by page; and uninstalling without having to know it.
import { expect } from 'chai'
import { AbiCoder, getAddress, makeError, type Provider } from 'ethers'

import {
  kernelAccount,
  nexusAccount,
  openZeppelinAccount,
  readUninstallCall,
  referenceAccount,
  safe7579Account,
  uninstallCall,
  type Address,
} from '../../src'
import { ACCOUNT, anAddress, expectRejection, MODULE, word } from './builders'

const SENTINEL: Address = '0x0000000000000000000000000000000000000001'
const coder = AbiCoder.defaultAbiCoder()

type Answer = (data: string) => string | Error

/** A chain that answers every call to the account so. */
const chainOf = (answer: Answer): Provider => {
  const call = async ({ to, data }: { to: string; data: string }): Promise<string> => {
    expect(to).to.equal(ACCOUNT)
    const answered = answer(data)
    return answered instanceof Error ? await Promise.reject(answered) : await Promise.resolve(answered)
  }
  return { call } as unknown as Provider
}

/** getValidatorsPaginated(cursor, size) of a list, the last installed first; `next` is where the next page begins after. */
const listing =
  (validators: readonly Address[], asked: Address[] = []): Answer =>
  (data) => {
    expect(data.slice(0, 10)).to.equal('0x5faac46b')
    const [cursor, size] = coder.decode(['address', 'uint256'], `0x${data.slice(10)}`) as unknown as [Address, bigint]
    asked.push(cursor)
    const from = cursor === SENTINEL ? 0 : validators.map((one) => getAddress(one)).indexOf(cursor) + 1
    const page = validators.slice(from, from + Number(size))
    const isLast = from + page.length === validators.length
    return coder.encode(['address[]', 'address'], [page, isLast ? SENTINEL : page.at(-1)])
  }

const place = { account: ACCOUNT, module: MODULE, salt: word(5) } as const
const some = (count: number): Address[] => Array.from({ length: count }, (_, i) => anAddress(1_000 + i))

for (const adapter of [nexusAccount, safe7579Account, referenceAccount])
  describe(`${adapter.accountId}, its list of validators`, () => {
    it('begins with a mark, which is before the validator that was installed last', async () => {
      for (const others of [0, 1, 200]) {
        const call = await readUninstallCall(chainOf(listing([MODULE, ...some(others)])), { ...place, adapter })
        expect(call).to.deep.equal(uninstallCall({ ...place, adapter, previous: SENTINEL }))
      }
    })

    it('has the validator before, also on another page', async () => {
      for (const before of [1, 99, 100, 101, 250]) {
        const others = some(before + 3)
        const validators = [...others.slice(0, before), MODULE, ...others.slice(before)]
        const call = await readUninstallCall(chainOf(listing(validators)), { ...place, adapter })
        expect(call, String(before)).to.deep.equal(uninstallCall({ ...place, adapter, previous: others[before - 1]! }))
      }
    })

    it('is asked once for each hundred validators', async () => {
      for (const [length, pages] of [
        [99, 1],
        [100, 2],
        [199, 2],
      ] as const) {
        const asked: Address[] = []
        const read = readUninstallCall(chainOf(listing(some(length), asked)), { ...place, adapter })
        await expectRejection(read, 'FieldNotValid', { field: 'validator' })
        expect(asked, String(length)).to.have.length(pages)
      }
    })

    it('is no list where it goes on for ever', async () => {
      const endless = coder.encode(['address[]', 'address'], [some(100), anAddress(1_099)])
      const read = readUninstallCall(
        chainOf(() => endless),
        { ...place, adapter },
      )
      await expectRejection(read, 'FieldNotValid', { field: 'validator' })
    })

    it('does not have a module that is not installed', async () => {
      const read = readUninstallCall(chainOf(listing([])), { ...place, adapter })
      await expectRejection(read, 'FieldNotValid', { field: 'validator', value: `"${MODULE}"` })
    })

    it('is not to be had of an account without one', async () => {
      const refused = makeError('execution reverted', 'CALL_EXCEPTION', {
        action: 'call',
        data: '0x',
        reason: null,
        transaction: { to: ACCOUNT, data: '0x' },
        invocation: null,
        revert: null,
      })
      const [reverting, codeless] = [chainOf(() => refused), chainOf(() => '0x')]
      await expectRejection(readUninstallCall(reverting, { ...place, adapter }), 'RevertWithoutData', {})
      await expectRejection(readUninstallCall(codeless, { ...place, adapter }), 'RevertWithoutData', {})
    })

    it('is not judged by a node that cannot be reached', async () => {
      const unreachable = new Error('timeout')
      const read = readUninstallCall(
        chainOf(() => unreachable),
        { ...place, adapter },
      )
      expect(await read.catch((thrown: unknown) => thrown)).to.equal(unreachable)
    })
  })

describe('accounts without a list of validators', () => {
  it('are uninstalled from without a question to the chain', async () => {
    const silent = chainOf(() => new Error('The chain was asked'))
    for (const adapter of [openZeppelinAccount, kernelAccount])
      expect(await readUninstallCall(silent, { ...place, adapter })).to.deep.equal(uninstallCall({ ...place, adapter }))
  })
})
