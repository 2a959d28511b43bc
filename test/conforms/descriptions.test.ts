// What the description of an account can have wrong, or leave out.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, keccak256, Wallet } from 'ethers'
import { network } from 'hardhat'

import {
  isLatchkeyError,
  openZeppelinAccount,
  RELEASE,
  signOpHash,
  toCall,
  type AccountAdapter,
  type OwnerSignatures,
} from '../../src'
import {
  accountBehaviors,
  checkBehaviors,
  matrixRow,
  type BehaviorGroup,
  type BehaviorOutcome,
  type TestedAccount,
} from '../../src/testing'
import {
  MODULE_CREATION_CODE,
  OWNER_VALIDATOR_CREATION_CODE,
  WITNESS_CREATION_CODE,
} from '../../src/testing/creationCodes'
import { OwnerValidator__factory, WitnessMock__factory } from '../../typechain-types'
import { deployChain } from '../helpers/fixture'
import { secondAccount } from '../helpers/secondAccount'
import { mockAccount, smartAccount } from './accounts'

const CASES = 20
const SENTINEL = '0x0000000000000000000000000000000000000001'
const NOBODY = '0x000000000000000000000000000000000000dEaD'

/** @param groups All, if omitted. */
async function check(account: TestedAccount, ...groups: readonly BehaviorGroup[]): Promise<readonly BehaviorOutcome[]> {
  const behaviors = accountBehaviors({ cases: CASES, ...account })
  return await checkBehaviors(behaviors.filter(({ group }) => groups.length === 0 || groups.includes(group)))
}

const titlesOf = (outcomes: readonly BehaviorOutcome[], verdict: BehaviorOutcome['verdict']): string[] =>
  outcomes.filter((outcome) => outcome.verdict === verdict).map(({ title }) => title)

const adapted = (changes: Partial<AccountAdapter>): TestedAccount =>
  mockAccount('SecondAccountMock', { adapter: { ...secondAccount, ...changes } })

describe('The description of an account', () => {
  it('may name an EntryPoint that is there', async () => {
    const { entryPoints } = await loadFixture(deployChain)
    const entryPoint = { address: entryPoints.v08.address as `0x${string}`, version: '0.8' } as const
    const outcomes = await check(smartAccount({ entryPoint }), 'owner', 'install', 'use')
    expect(outcomes.filter(({ verdict }) => verdict !== 'holds')).to.deep.equal([])
  })

  it('may name a chain that has receipts late, and no blocks but those of transactions', async () => {
    const asked = new Map<unknown, number>()
    const request = async (call: { method: string; params: readonly unknown[] }): Promise<unknown> => {
      const [hash] = call.params
      const times = (asked.get(hash) ?? 0) + 1
      if (call.method === 'eth_getTransactionReceipt') asked.set(hash, times)
      return call.method === 'eth_getTransactionReceipt' && times <= 4 ? null : await network.provider.request(call)
    }
    const outcomes = await check({ ...mockAccount(), chain: { request } }, 'owner', 'install', 'use')
    expect(outcomes.filter(({ verdict }) => verdict !== 'holds')).to.deep.equal([])
  })

  it('may say by its adapter which validator stands before the module', async () => {
    const account = adapted({
      previousValidator: () => Promise.resolve(SENTINEL),
      uninstallValidator: (uninstall) => {
        expect(uninstall.previous).to.equal(SENTINEL)
        return secondAccount.uninstallValidator(uninstall)
      },
    })
    const outcomes = await check(account, 'endings')
    expect(outcomes.filter(({ verdict }) => verdict !== 'holds')).to.deep.equal([])
  })

  it('may leave out how the owner signs a grant: what needs that is not tried, and the row says so', async () => {
    const account = mockAccount()
    const outcomes = await check({
      ...account,
      deploy: async (place) => {
        const { address, signatures } = await account.deploy(place)
        const { validator, dummySignature } = signatures
        const signOp: OwnerSignatures['signOp'] = async (signer, op) => await signatures.signOp(signer, op)
        return { address, signatures: { validator, dummySignature, signOp } }
      },
    })
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal([
      'grants by a signature of its owner that anybody brings',
      'grants by a signature of its owner that the first op brings',
      'vouches for no signature of somebody else',
      'I15 ends in one state by every way of granting',
      'I13 takes no grant that was signed in an epoch before',
      'I13 takes no signed grant of a session that is revoked',
    ])
    for (const { error } of outcomes.filter(({ verdict }) => verdict === 'notTried'))
      expect(String(error)).to.contain('No way is known in which its owner signs grants (signTypedData).')
    expect(matrixRow(account, outcomes)).to.match(/\| yes \(1\), 4 not tried \|.*\| yes \(2\), 2 not tried \|/)
  })

  it('fails with its first op, and nothing else is tried, where another key signs for the owner', async () => {
    const thief = new Wallet(id('thief'))
    const outcomes = await check(
      mockAccount('SecondAccountMock', { signatures: { signOp: async (_, op) => await signOpHash(thief, op) } }),
    )
    expect(titlesOf(outcomes, 'fails')).to.deep.equal(['runs the calls of an op of its owner'])
    expect(titlesOf(outcomes, 'notTried')).to.have.length(outcomes.length - 1)
  })

  it('fails with its first op where the account cannot be deployed', async () => {
    const outcomes = await check({ ...mockAccount(), deploy: () => Promise.reject(new Error('no factory here')) })
    expect(titlesOf(outcomes, 'fails')).to.deep.equal(['runs the calls of an op of its owner'])
    expect(String(outcomes[0]?.error)).to.contain('Expected: it can be tried. Found: no factory here.')
  })

  it('fails with the first op of a session where its nonce keys are those of another account', async () => {
    let owner: string | undefined
    const outcomes = await check(
      adapted({
        nonceKey: (validator, lane) => {
          owner ??= validator
          return (validator === owner ? secondAccount : openZeppelinAccount).nonceKey(validator, lane)
        },
      }),
    )
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([
      'I10 hands the module the hash of the op that the EntryPoint made, and executes what it accepted',
    ])
  })

  it('fails with lanes where these are all one', async () => {
    const outcomes = await check(adapted({ nonceKey: (validator) => secondAccount.nonceKey(validator, 0) }), 'use')
    expect(titlesOf(outcomes, 'fails')).to.deep.equal(['does not have ops of two lanes wait for each other'])
  })

  it('fails with lanes where it says of more than the nonce keys tell apart', async () => {
    const nonceKey: AccountAdapter['nonceKey'] = (validator, lane) => (BigInt(validator) << 32n) | BigInt(lane)
    const account = { ...smartAccount(), adapter: { ...openZeppelinAccount, lanes: 2 ** 52, nonceKey } }
    const outcomes = await check(account, 'use')
    expect(titlesOf(outcomes, 'fails')).to.deep.equal(['does not have ops of two lanes wait for each other'])
  })

  it('is not tried with lanes where there is one', async () => {
    const outcomes = await check(adapted({ lanes: 1 }), 'use')
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal(['does not have ops of two lanes wait for each other'])
  })

  it('is not tried with a validator that is not installed where the account installs none but those it knows', async () => {
    const installValidator: AccountAdapter['installValidator'] = ({ data, ...rest }) =>
      // Only a stranger to the account is installed without data: here nothing with code stands at its address.
      secondAccount.installValidator(data === '0x' ? { ...rest, data, validator: NOBODY } : { ...rest, data })
    const outcomes = await check(adapted({ installValidator }), 'refusals')
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal(['asks no validator that is not installed'])
  })

  it('fails with value where its execute sends none', async () => {
    const encodeExecute: AccountAdapter['encodeExecute'] = (calls) =>
      secondAccount.encodeExecute(calls.map((call) => ({ ...toCall(call), value: 0n })))
    const outcomes = await check(adapted({ encodeExecute }), 'use', 'refusals', 'limits')
    expect(titlesOf(outcomes, 'fails')).to.include.members([
      'sends value with a call, and alone',
      'I2 refuses more value than the permission has',
      'I7 I9 counts the value of all calls, and refuses more than the limit',
    ])
  })

  it('fails with grants by signature where the owner signs something else', async () => {
    const signatures = { signTypedData: () => Promise.resolve(`0x${'11'.repeat(85)}` as const) }
    const outcomes = await check(mockAccount('SecondAccountMock', { signatures }), 'grants', 'epochs')
    expect(titlesOf(outcomes, 'fails')).to.deep.equal(['grants by a signature of its owner that anybody brings'])
  })

  it('fails with the decoder where ops are refused for something else than their callData', async () => {
    let sent = 0
    const request = async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
      const answer: unknown = await network.provider.request({ method, params: params as unknown[] })
      // In the midst of the decoder's ops the session is over.
      if (method === 'eth_sendTransaction' && ++sent === 20) await time.increase(366 * 86_400)
      return answer
    }
    const [outcome] = await check({ ...mockAccount(), chain: { request } }, 'decoder')
    expect(String(outcome?.error)).to.contain('Found: AA22')
  })

  it('has ten callDatas for the decoder or more', () => {
    for (const cases of [9, 10.5, -1])
      expect(() => accountBehaviors({ ...mockAccount(), cases }))
        .to.throw()
        .that.satisfies((error: unknown) => isLatchkeyError(error, 'FieldNotValid'))
  })
})

describe('What is deployed to test accounts', () => {
  it('is the module that is released, and the target as it is compiled', () => {
    expect(keccak256(MODULE_CREATION_CODE)).to.equal(RELEASE.validator.initCodeHash)
    expect(WITNESS_CREATION_CODE).to.equal(WitnessMock__factory.bytecode)
    expect(OWNER_VALIDATOR_CREATION_CODE).to.equal(OwnerValidator__factory.bytecode)
  })
})
