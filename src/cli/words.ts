// The user's own names for addresses, tokens and functions.
import { Interface, isAddress, type InterfaceAbi } from 'ethers'

import type { Address } from '../contracts'
import type { TokenWords, WordsOptions } from '../session'
import { isRecord, notValid } from '../session/fields'
import type { Given } from './Given'
import { readJson } from './readInput'
import { safeLine } from './safeText'

const KEYS = ['labels', 'currency', 'tokens', 'abis']
const LENGTH_MAX = 100

/**
 * @internal `--words`: a file with what `describeSession` takes: labels, currency, tokens, abis. Names may come from anywhere: no
 * line of theirs becomes a line of a text.
 *
 * @throws FieldNotValid · FileNotReadable.
 */
export async function wordsOf(given: Given): Promise<WordsOptions> {
  const path = given.text('words')
  if (path === undefined) return {}
  const json = await readJson(given.io, path)
  if (!isRecord(json)) throw notValid('--words', path, 'a file with an object')
  const unknown = Object.keys(json).find((key) => !KEYS.includes(key))
  if (unknown !== undefined) throw notValid('--words', unknown, `one of ${KEYS.join(', ')}`)
  const { labels = {}, currency, tokens = {}, abis = {} } = json
  return {
    labels: byAddress('labels', labels, nameOf),
    ...(currency !== undefined && { currency: nameOf(currency) }),
    tokens: byAddress('tokens', tokens, tokenOf),
    abis: byAddress('abis', abis, abiOf),
  }
}

function byAddress<Value>(
  field: string,
  json: unknown,
  read: (value: unknown) => Value,
): Readonly<Record<Address, Value>> {
  if (!isRecord(json)) throw notValid(field, json, 'an object with an entry for each address')
  return Object.fromEntries(
    Object.entries(json).map(([address, value]) => {
      if (!isAddress(address)) throw notValid(field, address, 'an address')
      return [address, read(value)]
    }),
  )
}

function nameOf(value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= LENGTH_MAX) return safeLine(value)
  throw notValid('a name', value, `a text of 1 to ${LENGTH_MAX} letters`)
}

function tokenOf(value: unknown): TokenWords {
  const { symbol, decimals } = isRecord(value) ? value : {}
  if (typeof decimals !== 'number' || !Number.isInteger(decimals) || decimals < 0 || decimals > 80)
    throw notValid('decimals', decimals, 'a whole number from 0 to 80')
  return { symbol: nameOf(symbol), decimals }
}

function abiOf(value: unknown): InterfaceAbi {
  try {
    new Interface(value as InterfaceAbi)
    return value as InterfaceAbi
  } catch {
    throw notValid('abis', 'something else', 'ABIs, as JSON or as lines such as "function upvotePost(uint256 postId)"')
  }
}
