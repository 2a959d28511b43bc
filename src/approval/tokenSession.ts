// The two token permissions of ERC-7715 that a session can say.
import type { Address } from '../contracts'
import { allow, createSession, oneOf, spend, type Fees, type Session } from '../session'
import { checksumAddress } from '../session/fields'
import { jsonArray, jsonObject, jsonText, refused } from '../session/jsonFields'
import { notSupported, quantityOf, type ReadPermission } from './readPermission'

/** What a token permission leaves open, as the wallet has it. */
export interface TokenPermissionOptions {
  /** Who asks, by the wallet's own knowledge. */
  readonly app: string
  /** The account that is to grant it. */
  readonly account: Address
  readonly module: Address
  /** Who pays for the ops, and how much at most: of a periodic permission in each period, which is as long as the app asks. */
  readonly fees: Fees
  /** Seconds since 1970, as the chain has it. */
  readonly now: number
}

/** @internal Their types. */
export const TOKEN_PERMISSIONS = ['erc20-token-allowance', 'erc20-token-periodic'] as const

const TRANSFER = ['function transfer(address to, uint256 amount)'] as const

/** @internal A session that may transfer the token up to the amount: in all, or in each period. */
export function tokenSession(
  { to, permission, rules }: ReadPermission,
  { fees, now }: TokenPermissionOptions,
): Session {
  const isPeriodic = permission.type === 'erc20-token-periodic'
  const [amount, ...periodKeys] = isPeriodic ? ['periodAmount', 'periodDuration'] : ['allowanceAmount']
  // The words of an app bind nobody.
  const said = { startTime: null, justification: '', ...permission.data }
  const data = jsonObject('data', said, ['tokenAddress', amount, ...periodKeys, 'startTime', 'justification'])
  const token = { address: checksumAddress('tokenAddress', jsonText('tokenAddress', data)), abi: TRANSFER }
  const { expires, recipients } = readRules(rules)
  const period = isPeriodic ? quantityOf('periodDuration', data) : undefined
  // To a session that is one amount in all.
  if (period === 0n) throw refused('periodDuration is zero.')
  const budget = spend({ max: quantityOf(amount, data) })
  return createSession({
    signer: to,
    allow: [allow(token, 'transfer', { ...(recipients && { to: oneOf(...recipients) }), amount: budget })],
    starts: data['startTime'] === null ? now : Number(quantityOf('startTime', data)),
    expires,
    fees,
    now,
    ...(period !== undefined && { period: Number(period) }),
  })
}

interface Rules {
  readonly expires: number
  readonly recipients: readonly Address[] | undefined
}

function readRules(rules: ReadPermission['rules']): Rules {
  const types = rules.map(({ type }) => type)
  const [repeated] = types.filter((type, i) => types.indexOf(type) !== i)
  if (repeated !== undefined) throw refused(`There are two rules of type ${JSON.stringify(repeated)}.`)
  const foreign = types.find((type) => type !== 'expiry' && type !== 'payee')
  if (foreign === 'redeemer')
    throw notSupported('a session is used by its key and by nobody else, so there is no redeemer')
  if (foreign !== undefined) throw notSupported(`no session has a rule of type ${JSON.stringify(foreign)}`)
  const expiry = rules.find(({ type }) => type === 'expiry')
  if (expiry === undefined) throw notSupported('every session ends, and no expiry is given')
  const payee = rules.find(({ type }) => type === 'payee')
  return {
    expires: Number(quantityOf('timestamp', jsonObject('expiry', expiry.data, ['timestamp']))),
    recipients: payee && payeesOf(payee.data),
  }
}

const payeesOf = (data: unknown): readonly Address[] =>
  jsonArray('addresses', jsonObject('payee', data, ['addresses'])).map((address) => {
    if (typeof address !== 'string') throw refused('addresses are not text.')
    return checksumAddress('payee', address)
  })
