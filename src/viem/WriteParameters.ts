// The arguments of viem's `writeContract`, as far as a session has a use for them.
import type { Abi, ContractFunctionArgs, ContractFunctionName, ContractFunctionParameters } from 'viem'

/** What a session may be asked to call: reading needs none. */
export type Writing = 'nonpayable' | 'payable'

/** As viem's, typed by the ABI; without what the session knows, such as account, nonce and gas. */
export type WriteParameters<
  abi extends Abi | readonly unknown[],
  functionName extends ContractFunctionName<abi, Writing>,
  args extends ContractFunctionArgs<abi, Writing, functionName>,
  allFunctionNames = ContractFunctionName<abi, Writing>,
> = ContractFunctionParameters<abi, Writing, functionName, args, false, allFunctionNames> & {
  /** Wei; of payable functions alone. */
  readonly value?: functionName extends ContractFunctionName<abi, 'payable'> ? bigint | undefined : undefined
  /** true: the call shares no op with others. */
  readonly alone?: boolean | undefined
}
