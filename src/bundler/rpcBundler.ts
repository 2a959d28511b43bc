// A bundler over JSON-RPC (ERC-7769).
import type { Address } from '../contracts'
import { isLatchkeyError, LatchkeyError } from '../errors'
import { explainRefusal, requestOf, type RpcEndpoint } from '../rpc'
import { answerOf, bytes, quantity, quantityOrNone, type Answer } from '../rpc/answer'
import { checksumAddress } from '../session/fields'
import { rpcUserOp } from '../userOp'
import type { Bundler, FeesPerGas, GasEstimate } from './Bundler'
import { receiptOf } from './receiptOf'

/** What {@link rpcBundler} may be told besides where the bundler is. */
export interface RpcBundlerOptions {
  /** How many ops of one account the bundler holds at a time; 4 if omitted, as ERC-7562 has it for accounts without stake. */
  readonly pendingMax?: number
}

const PENDING_MAX = 4

/**
 * Any bundler that speaks JSON-RPC for EntryPoints v0.7 to v0.9, by its URL or by something that answers requests.
 *
 * @throws FieldNotValid: no URL. Its functions: what the bundler refused, in the client's words · ServiceNotReachable ·
 * RateLimited · AnswerNotValid.
 *
 * @example
 * ```ts
 * const bundler = rpcBundler({ request: async () => '0xaa36a7' })
 * await bundler.chainId() // => 11_155_111n
 * ```
 */
export function rpcBundler({ pendingMax = PENDING_MAX, ...endpoint }: RpcEndpoint & RpcBundlerOptions): Bundler {
  const request = requestOf(endpoint)
  const ask = async (method: string, ...params: readonly unknown[]): Promise<unknown> => {
    try {
      return await request({ method, params })
    } catch (thrown) {
      throw explainRefusal(thrown)
    }
  }
  let hasOpinion = true
  return {
    pendingMax,
    chainId: async () => quantity({ method: 'eth_chainId', fields: { result: await ask('eth_chainId') } }, 'result'),
    supportedEntryPoints: async () => addressesOf(await ask('eth_supportedEntryPoints')),
    estimate: async (userOp, entryPoint) => {
      const method = 'eth_estimateUserOperationGas'
      return estimateOf(answerOf(method, await ask(method, rpcUserOp(userOp), entryPoint)))
    },
    send: async (userOp, entryPoint) => {
      const method = 'eth_sendUserOperation'
      return bytes({ method, fields: { result: await ask(method, rpcUserOp(userOp), entryPoint) } }, 'result', 32)
    },
    receipt: async (userOpHash) => {
      const method = 'eth_getUserOperationReceipt'
      const answer = await ask(method, userOpHash)
      return answer === null ? undefined : receiptOf(answerOf(method, answer), userOpHash)
    },
    fees: async () => {
      if (!hasOpinion) return undefined
      try {
        return feesOf(answerOf(FEES_METHOD, await ask(FEES_METHOD)))
      } catch (thrown) {
        if (!isLatchkeyError(thrown) || !isNoSuchMethod(thrown)) throw thrown
        hasOpinion = false
        return undefined
      }
    },
  }
}

/** Of no standard, but of several bundlers. */
const FEES_METHOD = 'pimlico_getUserOperationGasPrice'

/** What JSON-RPC says of a method that it does not know, or of its parameters: some bundlers refuse both alike. */
const isNoSuchMethod = (error: LatchkeyError): boolean =>
  error.code === 'MethodNotSupported' ||
  (isLatchkeyError(error, 'BundlerRefused') && /method|unsupported|not found/i.test(error.args.message))

function feesOf(answer: Answer): FeesPerGas {
  const standard = answerOf(answer.method, answer.fields['standard'])
  return {
    maxFeePerGas: quantity(standard, 'maxFeePerGas'),
    maxPriorityFeePerGas: quantity(standard, 'maxPriorityFeePerGas'),
  }
}

function estimateOf(answer: Answer): GasEstimate {
  const paymasterVerificationGasLimit = quantityOrNone(answer, 'paymasterVerificationGasLimit')
  const paymasterPostOpGasLimit = quantityOrNone(answer, 'paymasterPostOpGasLimit')
  return {
    preVerificationGas: quantity(answer, 'preVerificationGas'),
    verificationGasLimit: quantity(answer, 'verificationGasLimit'),
    callGasLimit: quantity(answer, 'callGasLimit'),
    ...(paymasterVerificationGasLimit === undefined ? {} : { paymasterVerificationGasLimit }),
    ...(paymasterPostOpGasLimit === undefined ? {} : { paymasterPostOpGasLimit }),
  }
}

function addressesOf(answer: unknown): readonly Address[] {
  const method = 'eth_supportedEntryPoints'
  if (!Array.isArray(answer)) throw new LatchkeyError('AnswerNotValid', { method, reason: 'it is no list' })
  return answer.map((item) => checksumAddress(method, String(item)))
}
