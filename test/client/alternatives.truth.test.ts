// Demands with or, and, not, every and some mean what they say: of random demands and calls, exactly the calls that meet
// the demand are allowed by one of the permissions made from it. LATCHKEY_RUNS sets how many demands, FC_SEED another run.
import { impersonateAccount, loadFixture, setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { Interface } from 'ethers'
import fc from 'fast-check'
import { ethers } from 'hardhat'

import {
  allowAny,
  checkPermission,
  createSession,
  decodeRevert,
  encodeInstallData,
  equals,
  findPermission,
  grantCall,
  isLatchkeyError,
  or,
  sessionId,
  sessionKeyValidatorAt,
  sessionLensAt,
  sessionStruct,
  signSessionOp,
  spend,
  type Address,
  type Hex,
  type Permission,
  type Session,
} from '../../src'
import { brokenRule } from '../../src/session/brokenRule'
import { runs } from './arbitraries'
import { ACCOUNT, KEY, KEY_ADDRESS, MODULE, NOW, OP_TERMS, PAYMASTER, SOCIO3, word } from './builders'
import { demands, encoded, FUNCTION, values } from './demandArbitraries'
import { negatesSpend, truth, written, type Tree } from './demandTrees'

const SEED = Number(process.env['FC_SEED'] ?? 1)
const CALLS_OF_A_DEMAND = 60
const CALLS_ON_CHAIN = 5
const PERMISSIONS_ON_CHAIN = 8

/** Some seconds are needed; this is for a busy machine, and for many runs. */
const MILLISECONDS = 1_000_000

const contract = { address: SOCIO3, abi: [FUNCTION] }

/** Calls to draw from: encoding them takes longer than judging. */
const pool = fc.sample(values, { numRuns: 1_000, seed: SEED }).map((args) => ({ args, data: encoded(args) }))
const calls = (count: number) => fc.array(fc.constantFrom(...pool), { minLength: count, maxLength: count })

/** The permissions; or, as text, why there are none. */
function compiled(tree: Tree): readonly Permission[] | string {
  try {
    return allowAny(contract, 'f', written(tree))
  } catch (error) {
    if (!isLatchkeyError(error)) throw error
    return error.code === 'RuleNotPossible' ? error.why : error.code
  }
}

async function deploy() {
  const deployed = await ethers.deployContract('SessionKeyValidator')
  const module = (await deployed.getAddress()) as Address
  const lens = await ethers.deployContract('SessionLens', [module])
  await impersonateAccount(ACCOUNT)
  await setBalance(ACCOUNT, 10n ** 20n)
  const account = await ethers.getSigner(ACCOUNT)
  const validator = sessionKeyValidatorAt(module, account)
  await validator.onInstall(encodeInstallData(word(1)))
  const { chainId } = await ethers.provider.getNetwork()
  return { account, module, validator, lens: sessionLensAt((await lens.getAddress()) as Address, account), chainId }
}

type Chain = Awaited<ReturnType<typeof deploy>>

const sessionOf = (permissions: readonly Permission[]): Session =>
  createSession({
    signer: KEY_ADDRESS,
    allow: [permissions],
    expires: '1h',
    fees: { max: 10n ** 15n },
    now: NOW,
  })

/** Whether module and Lens, which must agree, take a call under one of a session's permissions. */
async function isAllowed({ module, validator, lens, chainId }: Chain, session: Session, index: number, data: Hex) {
  const { userOp, userOpHash } = await signSessionOp({
    session,
    key: KEY,
    calls: [{ to: SOCIO3, data }],
    permissionIndexes: [index],
    userOp: OP_TERMS,
    module,
    entryPoint: { address: SOCIO3, version: '0.8' },
    chainId,
  })
  const grant = { replaces: word(0), siblings: [], ownerSignature: '0x' }
  const claim = { permissions: [index], periodIndex: 0, grant }
  const answer = await lens.explain(ACCOUNT, sessionStruct(session), claim, userOp, userOpHash)
  const isTaken = await validator.validateUserOp.staticCall(userOp, userOpHash).then(
    (validationData) => validationData !== 1n,
    () => false,
  )
  expect(answer.reason === '0x', answer.reason).to.equal(isTaken)
  return isTaken
}

describe('allowAny', () => {
  it('allows exactly the calls that meet a demand, for any demand', () => {
    const counts = { accepted: 0, refused: 0, demands: 0, permissions: 0, unmeetable: 0, spendNegated: 0, tooMuch: 0 }
    fc.assert(
      fc.property(demands, calls(CALLS_OF_A_DEMAND), (tree, drawn) => {
        const permissions = compiled(tree)
        if (negatesSpend(tree)) {
          expect(permissions).to.contain('there is no opposite of spend()')
          counts.spendNegated++
          return
        }
        if (permissions === 'TooManyAlternatives' || permissions === 'RulesTooMany') {
          counts.tooMuch++
          return
        }
        if (typeof permissions === 'string') {
          expect(permissions).to.contain('no call can meet')
          counts.unmeetable++
        }
        const list = typeof permissions === 'string' ? [] : permissions
        list.forEach((permission) => checkPermission(permission))
        counts.demands++
        counts.permissions += list.length
        for (const { args, data } of drawn) {
          const accepted = list.some(({ rules }) => brokenRule(rules, data) === undefined)
          counts[accepted ? 'accepted' : 'refused']++
          expect(accepted, fc.stringify(args)).to.equal(truth(tree, args) === true)
        }
      }),
      { seed: SEED, ...runs(300) },
    )
    console.log(`FC_SEED=${SEED}:`, counts)
    expect(Math.min(counts.accepted, counts.refused)).to.be.greaterThan((counts.accepted + counts.refused) / 4)
    expect(counts.tooMuch).to.be.lessThan(counts.demands / 10)
  }).timeout(MILLISECONDS)

  it('has the module and the Lens say the same, and findPermission name a permission by which they do', async () => {
    const chain = await loadFixture(deploy)
    const counts = { accepted: 0, refused: 0, demands: 0, asked: 0 }
    await fc.assert(
      fc.asyncProperty(demands, calls(CALLS_ON_CHAIN), async (tree, drawn) => {
        const permissions = compiled(tree)
        if (typeof permissions === 'string' || permissions.length > PERMISSIONS_ON_CHAIN) return
        const session = sessionOf(permissions)
        await chain.account.sendTransaction(grantCall({ module: chain.module, session }))
        counts.demands++
        for (const { args, data } of drawn) {
          const verdicts = []
          for (const index of session.permissions.keys()) verdicts.push(await isAllowed(chain, session, index, data))
          counts.asked += verdicts.length
          const accepted = verdicts.includes(true)
          counts[accepted ? 'accepted' : 'refused']++
          expect(accepted, fc.stringify(args)).to.equal(truth(tree, args) === true)
          if (accepted) expect(verdicts[findPermission(session, { to: SOCIO3, data })]).to.equal(true)
        }
      }),
      { seed: SEED, ...runs(70) },
    )
    console.log(`FC_SEED=${SEED}:`, counts)
    expect(Math.min(counts.accepted, counts.refused)).to.be.greaterThan(0)
  }).timeout(MILLISECONDS)

  it('T16 charges only the alternative that an op claims', async () => {
    const { account, module, validator, chainId } = await loadFixture(deploy)
    const token = { address: SOCIO3, abi: ['function transfer(address to, uint256 amount)'] }
    const session = sessionOf(
      allowAny(token, 'transfer', or({ to: equals(PAYMASTER) }, { amount: spend({ max: 10n }) })),
    )
    await account.sendTransaction(grantCall({ module, session }))
    const ask = async (to: Address, amount: bigint): Promise<bigint | string> => {
      const data = new Interface(token.abi).encodeFunctionData('transfer', [to, amount]) as Hex
      const signed = await signSessionOp({
        session,
        key: KEY,
        calls: [{ to: SOCIO3, data }],
        userOp: OP_TERMS,
        module,
        entryPoint: { address: SOCIO3, version: '0.8' },
        chainId,
      })
      const refusal: unknown = await validator.validateUserOp(signed.userOp, signed.userOpHash).catch((e: unknown) => e)
      const onchain = refusal instanceof Error ? decodeRevert(refusal) : undefined
      if (onchain !== undefined) return 'name' in onchain ? onchain.name : onchain.source
      return BigInt(await validator.getSpent(ACCOUNT, sessionId(session), 0)) >> 64n
    }
    expect(await ask(PAYMASTER, 500n)).to.equal(0n)
    expect(await ask(MODULE, 4n)).to.equal(4n)
    expect(await ask(MODULE, 7n)).to.equal('AllowanceOverCap')
    expect(await ask(PAYMASTER, 7n)).to.equal(4n)
    expect(await ask(MODULE, 6n)).to.equal(10n)
  })
})
