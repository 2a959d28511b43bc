// A call in words: what it calls, and with what, as far as it is known.
import { Interface, type InterfaceAbi, type Result, type TransactionDescription } from 'ethers'

import { sessionKeyValidatorInterface, type Hex } from '../contracts'
import { amountText } from '../errors/valueTexts'
import { sessionFromStruct, sessionId, type Call, type DecodedSession, type WordsOptions } from '../session'
import { wordsFrom } from '../session/words'

/** Common ones; what is in --words comes first. */
const COMMON = new Interface([
  'function transfer(address to,uint256 amount)',
  'function approve(address spender,uint256 amount)',
  'function transferFrom(address from,address to,uint256 amount)',
  'function installModule(uint256 moduleTypeId,address module,bytes initData)',
  'function uninstallModule(uint256 moduleTypeId,address module,bytes deInitData)',
])

const TEXT_MAX = 400

/** @internal What a call calls; undefined where no ABI at hand has its selector. */
export interface NamedCall extends Call {
  readonly function: string | undefined
  /** Of a grant to the module, the id of its session. */
  readonly grants: Hex | undefined
  readonly text: string
}

/** @internal */
export function nameCall(call: Call, words: WordsOptions): NamedCall {
  const { name } = wordsFrom(words)
  const { to, value, data } = call
  const sends = value === 0n ? '' : `, with ${amountText(value, words.currency)}`
  if (data === '0x')
    return { ...call, function: undefined, grants: undefined, text: `plain transfer to ${name(to)}${sends}` }
  const own = Object.entries(words.abis ?? {}).find(([address]) => address.toLowerCase() === to.toLowerCase())?.[1]
  for (const abi of [...(own === undefined ? [] : [own]), sessionKeyValidatorInterface, COMMON]) {
    const found = parse(abi, data)
    if (found === undefined) continue
    const grants = grantedBy(found)
    const said = grants === undefined ? argumentsText(found.args) : `session ${grants}`
    const text = `${found.name}(${said}) of ${name(to)}${sends}`
    return { ...call, function: found.signature, grants, text }
  }
  const text = `function ${data.slice(0, 10)} of ${name(to)}, ${(data.length - 10) / 2} bytes of arguments${sends}`
  return { ...call, function: undefined, grants: undefined, text }
}

function parse(abi: InterfaceAbi | Interface, data: Hex): TransactionDescription | undefined {
  try {
    return Interface.from(abi).parseTransaction({ data }) ?? undefined
  } catch {
    return undefined
  }
}

/** The session that a call of the module grants. */
function grantedBy({ fragment, args }: TransactionDescription): Hex | undefined {
  const at = fragment.inputs.findIndex(({ name, baseType }) => name === 'session' && baseType === 'tuple')
  if (at < 0) return undefined
  try {
    return sessionId(sessionFromStruct(args[at] as DecodedSession))
  } catch {
    return undefined
  }
}

function argumentsText(args: Result): string {
  const text = (Array.from(args) as unknown[]).map(argumentText).join(', ')
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text
}

function argumentText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(argumentText).join(', ')}]`
  return typeof value === 'string' && !value.startsWith('0x') ? JSON.stringify(value) : String(value)
}
