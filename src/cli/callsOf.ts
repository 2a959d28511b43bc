// The calls that a command asks about.
import { Interface, parseEther } from 'ethers'

import { LatchkeyError } from '../errors'
import { toCall, type Call, type Session } from '../session'
import { isRecord, notValid, sameBytes } from '../session/fields'
import { missing, type Given } from './Given'
import { readJson } from './readInput'

/**
 * @internal One call by --to, --function, --args, --value or --data; several by --calls.
 *
 * @throws FieldNotValid · FunctionUnknown · FileNotReadable · SelectorIncomplete.
 */
export async function callsOf(given: Given, session: Session): Promise<readonly Call[]> {
  const path = given.text('calls')
  if (path !== undefined) return listOf(await readJson(given.io, path))
  const to = given.address('to')
  if (to === undefined) throw missing('--to', 'the address that is called, or --calls')
  return [toCall({ to, value: weiOf('--value', given.text('value') ?? '0'), data: dataOf(given, session, to) })]
}

function listOf(json: unknown): readonly Call[] {
  if (!Array.isArray(json) || json.length === 0)
    throw notValid('--calls', 'something else', 'a list of { to, value, data }')
  return json.map((call: unknown, i) => {
    const { to, value = '0', data = '0x' } = isRecord(call) ? call : {}
    if (typeof to !== 'string' || typeof data !== 'string')
      throw notValid(`call ${i}`, call, '{ to, value, data } as texts')
    return toCall({ to, value: weiOf(`value of call ${i}`, String(value)), data }, i)
  })
}

/** Wei, or `0.01ether`. */
function weiOf(field: string, text: string): bigint {
  if (/^\d{1,78}$/.test(text)) return BigInt(text)
  const ether = /^(\d{1,40}(?:\.\d{1,18})?) ?ether$/.exec(text)?.[1]
  if (ether === undefined) throw notValid(field, text, "wei as a whole number, or ether such as '0.01ether'")
  return parseEther(ether)
}

function dataOf(given: Given, session: Session, to: string): string {
  const [data, name] = [given.text('data'), given.text('function')]
  if (data !== undefined && name !== undefined) throw notValid('--data', data, 'left out where --function is given')
  if (name === undefined) return data ?? '0x'
  const signature = signatureOf(session, to, name)
  const args = argumentsOf(given.text('args') ?? '[]')
  try {
    return new Interface([`function ${signature}`]).encodeFunctionData(signature, args)
  } catch {
    throw notValid('--args', given.text('args') ?? '[]', `a JSON list of the arguments of ${signature}`)
  }
}

/** A whole signature; or a name, of which the session has one for this target. */
function signatureOf({ permissions }: Session, to: string, name: string): string {
  if (name.includes('(')) return name
  const candidates = permissions
    .filter(({ target, functionSignature }) => functionSignature !== '' && sameBytes(target, to as `0x${string}`))
    .map(({ functionSignature }) => functionSignature)
  const found = [...new Set(candidates.filter((one) => one.startsWith(`${name}(`)))]
  const [first] = found
  if (first !== undefined && found.length === 1) return first
  throw new LatchkeyError(found.length === 0 ? 'FunctionUnknown' : 'FunctionAmbiguous', {
    name,
    candidates: found.length === 0 ? candidates : found,
  })
}

function argumentsOf(text: string): readonly unknown[] {
  const wanted = 'a JSON list, with large numbers as text: \'["0x…", "1000000000000000000"]\''
  const args = parsed(text)
  if (!Array.isArray(args)) throw notValid('--args', text, wanted)
  if (!isExact(args)) throw notValid('--args', text, wanted)
  return args
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** JSON's numbers are not exact above 2^53. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact)
}
