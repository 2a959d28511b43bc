// A wallet whose account it is, over EIP-1193 and ERC-5792: the page asks, the wallet signs and sends in its own way.
import { toQuantity, TypedDataEncoder } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { toCall } from '../session'
import { isHex } from '../session/fields'
import { callsStatus } from './callsStatus'
import type { GrantTypedData, Owner, OwnerCalls, SentCalls } from './Owner'
import { entryOn, ownAccount, refuseOtherChain } from './refuseOtherPlace'
import { untilAnswered, type Polling } from './untilAnswered'
import { asOwnerError } from './walletErrors'
import { isAtomic, notUnderstood, readAccounts, readCallsId, readChainId } from './walletAnswers'

/** What wallets give pages, such as `window.ethereum`. */
export interface WalletProvider {
  request(question: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>
}

/** What {@link eip1193Owner} needs. */
export interface Eip1193OwnerOptions extends Polling {
  /** Connected: the page has asked it for its accounts (eth_requestAccounts). */
  readonly wallet: WalletProvider
}

const VERSION = '2.0.0'

/**
 * The owner as a wallet whose account is the smart account itself. Chain, account and whether calls are executed together are
 * asked before the prompt.
 *
 * @throws Its methods: as {@link Owner}, OwnerNotConnected, OwnerNotAtomic, OwnerMethodMissing, OwnerDisconnected,
 * OwnerAnswerNotValid, OwnerFailed.
 *
 * @example
 * ```ts
 * const wallet = { request: async ({ method }) => (method === 'eth_chainId' ? '0x1' : []) }
 * const owner = eip1193Owner({ wallet })
 * const refused = await owner.sendCalls({ chainId: 1n, account: ACCOUNT, calls: [upvote] }).catch((error) => error)
 * refused.code // => 'OwnerNotConnected'
 * ```
 */
export const eip1193Owner = ({ wallet, ...polling }: Eip1193OwnerOptions): Owner => ({
  sendCalls: async (request) => await sendCalls(wallet, polling, request),
  signTypedData: async (grant) => await signTypedData(wallet, grant),
})

async function sendCalls(wallet: WalletProvider, polling: Polling, request: OwnerCalls): Promise<SentCalls> {
  const calls = request.calls.map(toCall)
  if (calls.length === 0) throw new LatchkeyError('BatchEmpty', {})
  refuseOtherChain(request.chainId, await chainOf(wallet))
  const from = ownAccount(request.account, await accountsOf(wallet))
  const about = { account: from, calls: calls.length }
  const ask = async (method: string, ...params: readonly unknown[]): Promise<unknown> =>
    await answerOf(wallet, method, params, about)

  const chainId = toQuantity(request.chainId)
  if (calls.length > 1 && !isAtomic(await ask('wallet_getCapabilities', from, [chainId]), request.chainId))
    throw new LatchkeyError('OwnerNotAtomic', about)
  const sent = calls.map(({ to, value, data }) => ({ to, value: toQuantity(value), data }))
  const id = readCallsId(
    await ask('wallet_sendCalls', { version: VERSION, from, chainId, atomicRequired: calls.length > 1, calls: sent }),
  )
  const status = async (): Promise<ReturnType<typeof callsStatus>> =>
    callsStatus(id, await ask('wallet_getCallsStatus', id))
  return { id, wait: async () => await untilAnswered(id, polling, status) }
}

async function signTypedData(wallet: WalletProvider, grant: GrantTypedData): Promise<Hex> {
  const entry = entryOn(await chainOf(wallet), grant)
  const from = ownAccount(entry.account, await accountsOf(wallet))
  const payload: unknown = TypedDataEncoder.getPayload(grant.domain, grant.types, grant.message)
  const method = 'eth_signTypedData_v4'
  const answer = await answerOf(wallet, method, [from, JSON.stringify(payload)], { account: from, calls: 1 })
  if (typeof answer !== 'string' || !isHex(answer) || answer === '0x') throw notUnderstood(method, answer)
  return answer
}

const chainOf = async (wallet: WalletProvider): Promise<bigint> => readChainId(await answerOf(wallet, 'eth_chainId'))

const accountsOf = async (wallet: WalletProvider): Promise<readonly Address[]> =>
  readAccounts(await answerOf(wallet, 'eth_accounts'))

async function answerOf(
  wallet: WalletProvider,
  method: string,
  params: readonly unknown[] = [],
  about?: { readonly account: Address; readonly calls: number },
): Promise<unknown> {
  try {
    return await wallet.request({ method, params })
  } catch (thrown) {
    throw asOwnerError(method, thrown, about)
  }
}
