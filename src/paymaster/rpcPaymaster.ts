// A paymaster service over JSON-RPC (ERC-7677).
import { toQuantity } from 'ethers'

import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'
import { explainRefusal, requestOf, type RpcEndpoint } from '../rpc'
import { answerOf, bytes, quantityOrNone, type Answer } from '../rpc/answer'
import { checksumAddress, sameBytes } from '../session/fields'
import { rpcUserOp } from '../userOp'
import type { Paymaster, PaymasterPart, SponsorRequest } from './Paymaster'

/** What {@link rpcPaymaster} needs to know besides where the service is. */
export interface RpcPaymasterOptions {
  /** The paymaster that the session names. */
  readonly address: Address
  /** Passed to the service as it is: a policy id, for instance. Nothing secret of the session ever goes there. */
  readonly context?: Readonly<Record<string, unknown>>
}

/**
 * Any paymaster service of ERC-7677, by its URL or by something that answers requests. An answer that names another
 * paymaster than `address` is refused: the session would not be.
 *
 * @throws FieldNotValid: no URL, or no address. Its functions: what the service refused, in the client's words ·
 * PaymasterNotAllowed · ServiceNotReachable · RateLimited · AnswerNotValid.
 *
 * @example
 * ```ts
 * const request = async () => ({ paymaster: PAYMASTER, paymasterData: '0x1234', paymasterPostOpGasLimit: '0x0' })
 * const sponsor = rpcPaymaster({ request, address: PAYMASTER })
 * const { paymasterData } = await sponsor.stub({ userOp, entryPoint: op.entryPoint, chainId: 1n })
 * paymasterData // => '0x1234'
 * ```
 */
export function rpcPaymaster({ address, context = {}, ...endpoint }: RpcEndpoint & RpcPaymasterOptions): Paymaster {
  const request = requestOf(endpoint)
  const named = checksumAddress('address', address)
  const ask = async (method: string, { userOp, entryPoint, chainId }: SponsorRequest): Promise<Answer> => {
    const params = [rpcUserOp(userOp), entryPoint.address, toQuantity(chainId), context]
    try {
      return answerOf(method, await request({ method, params }))
    } catch (thrown) {
      throw explainRefusal(thrown)
    }
  }
  return {
    address: named,
    stub: async (sponsored) => {
      const answer = await ask('pm_getPaymasterStubData', sponsored)
      return { ...partOf(answer, named), isFinal: answer.fields['isFinal'] === true }
    },
    part: async (sponsored) => partOf(await ask('pm_getPaymasterData', sponsored), named),
  }
}

function partOf(answer: Answer, named: Address): PaymasterPart {
  const paymaster = bytes(answer, 'paymaster', 20)
  if (!sameBytes(paymaster, named)) throw new LatchkeyError('PaymasterNotAllowed', { paymaster })
  const paymasterVerificationGasLimit = quantityOrNone(answer, 'paymasterVerificationGasLimit')
  const paymasterPostOpGasLimit = quantityOrNone(answer, 'paymasterPostOpGasLimit')
  return {
    paymaster: named,
    paymasterData: bytes(answer, 'paymasterData'),
    ...(paymasterVerificationGasLimit === undefined ? {} : { paymasterVerificationGasLimit }),
    ...(paymasterPostOpGasLimit === undefined ? {} : { paymasterPostOpGasLimit }),
  }
}
