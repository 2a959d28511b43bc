// An EOA that is itself the account (EIP-7702): its own key is the owner, by plain transactions, which no bundler holds up.
import { isError, type Provider, type Signer } from 'ethers'

import { openZeppelinAccount, type AccountAdapter } from '../accounts'
import type { Address, Hex } from '../contracts'
import { explainRevert, LatchkeyError, revertData } from '../errors'
import { toCall, type Call } from '../session'
import { sameBytes } from '../session/fields'
import type { CallsOutcome, Owner, OwnerCalls, SentCalls } from './Owner'
import { ownAccount, refuseOtherChain } from './refuseOtherPlace'
import { untilAnswered, type Polling } from './untilAnswered'
import { asOwnerError } from './walletErrors'

/** What {@link delegatedOwner} needs. */
export interface DelegatedOwnerOptions extends Polling {
  /** The account's own key; connected to a provider. */
  readonly signer: Signer
  /** The kind of account that it delegates to; `openZeppelinAccount` if omitted. */
  readonly adapter?: AccountAdapter | undefined
}

/**
 * The owner of an account that is an EOA. One call is the EOA's own, also while it delegates to nobody: so it can always revoke.
 * Several, and calls of the account's own functions, are run by the code that it delegates to.
 *
 * @throws OwnerProviderMissing. Its `sendCalls`: as {@link Owner}, OwnerNotDelegated, and why the calls would revert.
 *
 * @example
 * ```ts
 * const owner = delegatedOwner({ signer: new Wallet(KEY, provider) })
 * const account = computeAddress(KEY.publicKey)
 * const refused = await owner.sendCalls({ chainId: 1n, account, calls: [upvote] }).catch((error) => error)
 * refused.code // => 'OwnerChainWrong'
 * ```
 */
export function delegatedOwner({ signer, adapter = openZeppelinAccount, ...polling }: DelegatedOwnerOptions): Owner {
  const { provider } = signer
  if (provider === null) throw new LatchkeyError('OwnerProviderMissing', {})
  const sendCalls = async ({ chainId, account, calls }: OwnerCalls): Promise<SentCalls> => {
    const own = ownAccount(account, [(await signer.getAddress()) as Address])
    refuseOtherChain(chainId, (await provider.getNetwork()).chainId)
    const transaction = transactionOf(own, calls.map(toCall), adapter)
    // A transaction to an account without code succeeds, and does nothing.
    if (sameBytes(transaction.to, own) && (await provider.getCode(own)) === '0x')
      throw new LatchkeyError('OwnerNotDelegated', { account: own })
    const id = await send(signer, transaction)
    return { id, wait: async () => await untilAnswered(id, polling, async () => await outcomeOf(provider, id)) }
  }
  return { sendCalls }
}

function transactionOf(account: Address, calls: readonly Call[], adapter: AccountAdapter): Call {
  const [first] = calls
  if (calls.length === 1 && first !== undefined) return first
  return { to: account, value: 0n, data: adapter.encodeExecute(calls) }
}

async function send(signer: Signer, transaction: Call): Promise<Hex> {
  try {
    return (await signer.sendTransaction(transaction)).hash as Hex
  } catch (thrown) {
    const isRevert = isError(thrown, 'CALL_EXCEPTION') || revertData(thrown) !== undefined
    throw isRevert ? explainRevert(thrown) : asOwnerError('eth_sendTransaction', thrown)
  }
}

async function outcomeOf(provider: Provider, transactionHash: Hex): Promise<CallsOutcome | undefined> {
  const receipt = await provider.getTransactionReceipt(transactionHash)
  return receipt === null ? undefined : { transactionHash, success: receipt.status === 1 }
}
