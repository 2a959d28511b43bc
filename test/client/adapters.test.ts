// Nonce keys and module calls of the accounts besides OpenZeppelin's, written out byte by byte.
import { expect } from 'chai'
import { concat, recoverAddress, toBeHex, zeroPadValue } from 'ethers'
import fc from 'fast-check'

import {
  encodeExecute,
  kernelAccount,
  kernelOwner,
  nexusAccount,
  openZeppelinOwner,
  referenceAccount,
  safe7579Account,
  type AccountAdapter,
  type PackedUserOperation,
} from '../../src'
import { fixedWallet } from '../helpers/keys'
import { address, runs } from './arbitraries'
import { ACCOUNT, anAddress, expectRefusal, MODULE, UPVOTE, word } from './builders'

const DATA = '0x123456'

// ABI by hand: three bytes as `bytes`, one word long.
const DATA_WORDS = concat([word(3), '0x123456', `0x${'00'.repeat(29)}`])

/** installModule(1, MODULE, data) or uninstallModule: `size` is the data's length. */
const moduleCall = (selector: string, size: number, data: string): string =>
  concat([selector, word(1), zeroPadValue(MODULE, 32), word(0x60), word(size), data])
const INSTALL = '0x9517e29f'
const UNINSTALL = '0xa71763a8'

const place = { account: ACCOUNT, validator: MODULE, data: DATA } as const
const toAccount = (data: string) => ({ to: ACCOUNT, value: 0n, data })

function hasLanes(adapter: AccountAdapter, expected: (validator: string, lane: number) => string): void {
  it('has the validator and the lane in its nonce key, for any of them', () => {
    fc.assert(
      fc.property(address, fc.nat(adapter.lanes - 1), (validator, lane) => {
        expect(toBeHex(adapter.nonceKey(validator, lane), 24)).to.equal(expected(validator, lane))
      }),
      runs(100),
    )
  })

  it('refuses lanes that there are not', () => {
    for (const lane of [-1, adapter.lanes, 0.5])
      expectRefusal(() => adapter.nonceKey(MODULE, lane), 'FieldNotValid', { field: 'lane' })
    expect(adapter.nonceKey(MODULE, adapter.lanes - 1)).to.not.equal(adapter.nonceKey(MODULE, 0))
  })

  it('executes as every account of ERC-7579', () => {
    expect(adapter.encodeExecute([UPVOTE, UPVOTE])).to.equal(encodeExecute([UPVOTE, UPVOTE]))
  })
}

describe('kernelAccount', () => {
  hasLanes(kernelAccount, (validator, lane) => concat(['0x00', '0x01', validator, toBeHex(lane, 2)]))

  it('has as many lanes as two bytes tell apart', () => {
    expect(kernelAccount.lanes).to.equal(65_536)
  })

  it('installs without a hook, and for execute alone', () => {
    const zeros = `0x${'00'.repeat(24)}`
    const initData = concat([
      `0x${'00'.repeat(20)}`,
      word(0x60),
      word(0xa0),
      word(0xc0),
      DATA_WORDS,
      word(0),
      word(4),
      concat(['0xe9ae5c53', `0x${'00'.repeat(28)}`]),
    ])
    // 20 + 3 + 2 + 1 + 2 words are 276 bytes, which twelve more make whole words.
    expect(kernelAccount.installValidator(place)).to.deep.equal(
      toAccount(moduleCall(INSTALL, 276, concat([initData, zeros.slice(0, 2 + 2 * 12)]))),
    )
  })

  it('uninstalls without hook data', () => {
    const deInitData = concat([word(0x40), word(0x80), DATA_WORDS, word(0)])
    expect(kernelAccount.uninstallValidator(place)).to.deep.equal(toAccount(moduleCall(UNINSTALL, 160, deInitData)))
  })

  it('has no owner who signs a grant that is shown as a hash (T157)', () => {
    expect(kernelAccount.ownerSeesTypedData).to.equal(false)
    expect(kernelOwner(anAddress(0x77)).signTypedData).to.equal(undefined)
  })
})

describe('kernelOwner', () => {
  it('signs ops as the root validator, whose nonce key is zero', () => {
    const { nonceKey, validator, dummySignature } = kernelOwner(anAddress(0x77))
    expect(nonceKey).to.equal(0n)
    expect(validator).to.equal(anAddress(0x77))
    expect(dummySignature).to.equal(openZeppelinOwner(anAddress(0x77)).dummySignature)
    expectRefusal(() => kernelOwner('0x12'), 'FieldNotValid', { field: 'validator' })
  })

  it('signs the hash of an op as it is', async () => {
    const signer = fixedWallet('owner')
    const entryPoint = { address: anAddress(0x70), version: '0.7' } as const
    const op = { userOp: {} as PackedUserOperation, userOpHash: word(7), entryPoint, chainId: 1n }
    const signature = await kernelOwner(anAddress(0x77)).signOp(signer, op)
    expect(recoverAddress(word(7), signature)).to.equal(signer.address)
  })
})

const LINKED: Readonly<Record<string, AccountAdapter>> = { nexusAccount, safe7579Account, referenceAccount }

describe('nexusAccount', () => {
  hasLanes(nexusAccount, (validator, lane) => concat([toBeHex(lane, 3), '0x00', validator]))

  it('has as many lanes as three bytes tell apart', () => {
    expect(nexusAccount.lanes).to.equal(16_777_216)
  })
})

for (const name of ['safe7579Account', 'referenceAccount'] as const)
  describe(name, () => {
    hasLanes(LINKED[name] as AccountAdapter, (validator, lane) => concat([validator, toBeHex(lane, 4)]))

    it('has as many lanes as four bytes tell apart', () => {
      expect(LINKED[name]?.lanes).to.equal(4_294_967_296)
    })
  })

for (const [name, adapter] of Object.entries(LINKED))
  describe(`${name}, modules`, () => {
    it('installs with the data as it is', () => {
      const expected = moduleCall(INSTALL, 3, concat([DATA, `0x${'00'.repeat(29)}`]))
      expect(adapter.installValidator(place)).to.deep.equal(toAccount(expected))
    })

    it('uninstalls by the name of the validator before', () => {
      const previous = anAddress(0x55)
      const deInitData = concat([zeroPadValue(previous, 32), word(0x40), DATA_WORDS])
      expect(adapter.uninstallValidator({ ...place, previous })).to.deep.equal(
        toAccount(moduleCall(UNINSTALL, 128, deInitData)),
      )
    })

    it('does not guess which validator is before', () => {
      expectRefusal(() => adapter.uninstallValidator(place), 'FieldNotValid', { field: 'previous', value: 'undefined' })
    })

    it('has an owner who is shown the grant', () => {
      expect(adapter.ownerSeesTypedData).to.equal(true)
    })
  })
