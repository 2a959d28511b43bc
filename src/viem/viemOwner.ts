// A smart account of viem as the owner: it signs, and its client sends.
import type { Chain, Client, Transport } from 'viem'
import { sendUserOperation, type BundlerClient, type SmartAccount } from 'viem/account-abstraction'

import type { Bundler, FeesPerGas } from '../bundler'
import type { Hex } from '../contracts'
import { isLatchkeyError, type LatchkeyError } from '../errors'
import type { GrantTypedData, Owner, OwnerCalls, SentCalls } from '../owner'
import { entryOn, ownAccount, refuseOtherChain } from '../owner/refuseOtherPlace'
import { untilAnswered, type Polling } from '../owner/untilAnswered'
import { asOwnerError } from '../owner/walletErrors'
import { explainRefusal } from '../rpc'
import { toCall } from '../session'
import { refusalIn } from './refusalIn'
import type { ViemClient } from './ViemClient'

/** What {@link viemOwner} is made of. */
export interface ViemOwnerOptions extends Polling {
  /** Sends the owner's ops, with its own paymaster and fees if it has any. */
  readonly client: ViemClient
  readonly account: SmartAccount
  /** Knows what became of them. */
  readonly bundler: Pick<Bundler, 'chainId' | 'receipt'>
  /** What ops offer where the client has neither a `client` nor fees of its own; viem asks the bundler for the chain's if omitted. */
  readonly fees?: (() => Promise<FeesPerGas>) | undefined
  /** true: the owner is never asked for a signature of typed data, and every grant is an op. */
  readonly byCalls?: boolean | undefined
}

/**
 * The owner of a smart account of viem or permissionless: the account encodes, signs and deploys as it does for any other op.
 *
 * @throws Its methods: as {@link Owner}, and what the bundler refuses.
 */
export function viemOwner(options: ViemOwnerOptions): Owner {
  const { account, bundler } = options
  return {
    sendCalls: async (request) => await sendCalls(options, request),
    ...(options.byCalls !== true && {
      signTypedData: async (grant: GrantTypedData): Promise<Hex> => {
        ownAccount(entryOn(await bundler.chainId(), grant).account, [account.address])
        return await asked('signTypedData', async () => await account.signTypedData(grant as never))
      },
    }),
  }
}

async function sendCalls(options: ViemOwnerOptions, request: OwnerCalls): Promise<SentCalls> {
  const { client, account, bundler } = options
  ownAccount(request.account, [account.address])
  refuseOtherChain(request.chainId, await bundler.chainId())
  const calls = request.calls.map(toCall)
  // Whatever account the client has of its own, this one sends.
  const sender = client as unknown as Client<Transport, Chain | undefined, SmartAccount | undefined>
  const send = async (): Promise<Hex> => {
    const fees = knowsFees(client) ? {} : await options.fees?.()
    return await sendUserOperation(sender, { account, calls, ...fees })
  }
  const id = await asked('signUserOperation', send)
  const wait = async (): ReturnType<SentCalls['wait']> => {
    const { transactionHash, success } = await untilAnswered(id, options, async () => await bundler.receipt(id))
    return { transactionHash, success }
  }
  return { id, wait }
}

/** As viem finds them: it asks the `client` of a bundler client, and the bundler, which may not know, where there is none. */
function knowsFees(client: ViemClient): boolean {
  const { client: reader, userOperation } = client as Partial<Pick<BundlerClient, 'client' | 'userOperation'>>
  return (reader ?? userOperation?.estimateFeesPerGas) !== undefined
}

async function asked<Answer>(method: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (thrown) {
    throw ownersError(method, thrown)
  }
}

// Codes of wallets are above zero, those of bundlers below.
function ownersError(method: string, thrown: unknown): LatchkeyError {
  const refusal = refusalIn(thrown, 'the bundler')
  return !isLatchkeyError(refusal) && refusal.code >= 0 ? asOwnerError(method, refusal) : explainRefusal(refusal)
}
