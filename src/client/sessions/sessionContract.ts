// A contract as a session calls it.
import { AbiCoder, type FunctionFragment, type ParamType } from 'ethers'

import type { Call, CallLike, ContractLike } from '../../session'
import { checksumAddress, isRecord, notValid } from '../../session/fields'
import { resolveContract } from '../../session/plainPermission'
import type { Address, Hex } from '../../contracts'
import type { Verdict } from '../../verdict'
import type { SendOptions, SentOp } from '../queue'
import type { CallTerms, SessionContract, SessionMethod } from './ContractMethods'

/** Who sends its calls, and who judges them. */
export interface CallSender {
  send(calls: readonly CallLike[], options?: SendOptions): Promise<SentOp>
  can(calls: readonly CallLike[]): Promise<Verdict>
}

/**
 * The functions of a contract that change state, each of which sends one call. What the session does not permit is refused
 * when it is called.
 *
 * @throws FieldNotValid: no contract. Its functions: FieldNotValid: arguments that the ABI does not take; and as `send`.
 *
 * @example
 * ```ts
 * const sender = { send: async () => ({ userOpHash: ONE_WORD }), can: async () => ({ ok: true }) }
 * const { upvotePost } = sessionContract(sender, socio3)
 * upvotePost.toCall(42).to // => SOCIO3
 * const { userOpHash } = await upvotePost(42)
 * userOpHash // => ONE_WORD
 * ```
 */
export function sessionContract<const C extends ContractLike>(sender: CallSender, contract: C): SessionContract<C> {
  const { address, abi } = resolveContract(contract)
  const to = checksumAddress('contract', address)
  const fragments: FunctionFragment[] = []
  abi.forEachFunction((fragment) => fragments.push(fragment))
  const methods: Record<string, SessionMethod<readonly unknown[]>> = {}
  for (const fragment of fragments) {
    if (fragment.constant) continue
    const encode = (args: readonly unknown[]): Call & CallTerms => callOf(to, abi, fragment, args)
    const method = Object.assign(
      async (...args: readonly unknown[]): Promise<SentOp> => {
        const { alone = false, ...call } = encode(args)
        return await sender.send([call], { alone })
      },
      {
        toCall: (...args: readonly unknown[]): Call => {
          const { to: target, value, data } = encode(args)
          return { to: target, value, data }
        },
        can: async (...args: readonly unknown[]): Promise<Verdict> => await sender.can([encode(args)]),
      },
    )
    methods[fragment.format()] = method
    if (fragments.filter(({ name }) => name === fragment.name).length === 1) methods[fragment.name] = method
  }
  // Built from the very ABI that the type is read from.
  return methods as unknown as SessionContract<C>
}

function callOf(
  to: Address,
  abi: ReturnType<typeof resolveContract>['abi'],
  fragment: FunctionFragment,
  args: readonly unknown[],
): Call & CallTerms {
  const count = fragment.inputs.length
  const terms: unknown = args[count] ?? {}
  if (args.length < count || args.length > count + 1 || !isRecord(terms))
    throw notValid(fragment.name, `${args.length} arguments`, `${count}, and { value, alone } after them at most`)
  const { value = 0n, alone = false } = terms as CallTerms
  try {
    const data = abi.encodeFunctionData(fragment, args.slice(0, count)) as Hex
    return { to, value, data, alone }
  } catch {
    const index = fragment.inputs.findIndex((input, i) => !isOf(input, args[i]))
    const input = fragment.inputs[index]
    throw notValid(
      `${fragment.name}: ${input?.name || `argument ${index}`}`,
      args[index],
      input?.format() ?? 'no value',
    )
  }
}

function isOf(input: ParamType, value: unknown): boolean {
  try {
    AbiCoder.defaultAbiCoder().encode([input], [value])
    return true
  } catch {
    return false
  }
}
