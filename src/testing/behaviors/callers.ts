// Who may have the account validate and execute: nobody but its EntryPoint, and itself.
import { id, Interface, parseEther, Wallet } from 'ethers'

import { entryPointAt, type Hex } from '../../contracts'
import { sessionId, toAddress } from '../../session'
import { expectSame } from '../findings'
import { promised, type Promised } from '../Promised'
import { makeOp } from '../sessionOps'
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
]
