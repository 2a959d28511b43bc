// Who may have the account validate and execute: nobody but its EntryPoint and itself, by no validator but its own.
import { id, Interface, parseEther, Wallet } from 'ethers'

import { entryPointAt, type Address, type Hex } from '../../contracts'
import { sessionId, toAddress } from '../../session'
import { buildOp, readNonce, type PackedUserOperation } from '../../userOp'
import { expectSame, expectThat, notTried } from '../findings'
import { OP_GAS } from '../opGas'
import { ownerCan } from '../ownerCan'
import { promised, type Promised } from '../Promised'
import { makeOp, refusalOf } from '../sessionOps'
import type { World } from '../World'
import { USES } from './basics'

const GAS = 2_000_000n
const FUNDS = parseEther('1')

const USER_OP =
  '(address sender,uint256 nonce,bytes initCode,bytes callData,bytes32 accountGasLimits,uint256 preVerificationGas,bytes32 gasFees,bytes paymasterAndData,bytes signature)'
const account = new Interface([`function validateUserOp(${USER_OP} op,bytes32 userOpHash,uint256 missingFunds)`])

/** Somebody without any right calls the account; whether it reverts is the account's own. Answers the transaction, if it went in. */
async function strangerCalls({ chain, account: { address } }: World, data: string): Promise<string | undefined> {
  const stranger = new Wallet(id('latchkey: nobody that a tested account knows'), chain.provider)
  await chain.fund(toAddress(stranger.address), FUNDS)
  try {
    const sent = await stranger.sendTransaction({ to: address, data, gasLimit: GAS })
    await sent.wait()
    return sent.hash
  } catch {
    return undefined
  }
}

/** A validator that says yes to every op: `validateUserOp` answers 0, everything else 1. */
const YES_CREATION_CODE: Hex = '0x60128060093d393df35f3560e01c639700320314155f5260205ff3'

/** One call, in an op that nobody has signed. */
async function unsignedOp(world: World, validator: Address): Promise<PackedUserOperation> {
  const { account, adapter, chain, entryPoint } = world
  const key = adapter.nonceKey(validator, 0)
  const nonce = await readNonce(chain.provider, { entryPoint: entryPoint.address, sender: account.address, key })
  const userOp = { sender: account.address, nonce, ...OP_GAS }
  const place = { entryPoint, chainId: chain.chainId, account: adapter }
  return { ...buildOp({ ...place, calls: [world.record(1n)], userOp }).userOp, signature: '0x' }
}

/** @internal */
export const callers: readonly Promised[] = [
  promised('refusals', 'executes nothing for a caller who is not its EntryPoint', [USES], async (world) => {
    const hash = await strangerCalls(world, world.adapter.encodeExecute([world.record(1n)]))
    const witnessed = hash === undefined ? [] : await world.witnessed(hash)
    expectSame(witnessed.length, 0, 'calls that were executed for a stranger')
  }),

  promised(
    'refusals',
    'has the module validate nothing for a caller who is not its EntryPoint',
    [USES],
    async (world) => {
      const session = await world.session()
      await world.install(session)
      const { chain, entryPoint, validator } = world
      const usage = async (): Promise<unknown> => await validator.getUsage(world.account.address, sessionId(session))
      const before = await usage()
      const userOp = await makeOp(world, { session, calls: [world.record(1n)] })
      const hashOf = entryPointAt(entryPoint.address, chain.provider).getFunction('getUserOpHash')
      const userOpHash = (await hashOf.staticCall(userOp)) as Hex
      await strangerCalls(world, account.encodeFunctionData('validateUserOp', [userOp, userOpHash, 0]))
      expectSame(await usage(), before, 'what the session has used after a stranger had its op validated')
    },
  ),

  promised('refusals', 'asks no validator that is not installed', [USES], async (world) => {
    // The owner's first op may deploy the account.
    await world.ownerSends(world.record(1n))
    const validator = await world.chain.deploy(YES_CREATION_CODE)
    const userOp = await unsignedOp(world, validator)
    const refusal = await refusalOf(world, userOp)
    expectThat(refusal !== undefined, 'an op is refused whose validator is not installed', 'it is accepted')
    const install = world.adapter.installValidator({ account: world.account.address, validator, data: '0x' })
    // Some install only what a registry attests to. Nothing can be told then: any op of this validator is refused.
    if (!(await ownerCan(world, install))) throw notTried('It installs no validator that it does not know')
    const after = await refusalOf(world, userOp)
    expectThat(after === undefined, 'the same op is accepted once its validator is installed', `${after?.code}`)
  }),
]
