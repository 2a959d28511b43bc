// Swapping one token for others through one pool of Uniswap V3 at a time.
import type { Address } from '../../contracts'
import { allow } from '../allow'
import { atLeast, equals, oneOf, spend } from '../conditions'
import { RENEWED, type Budget, type Template } from './Template'

const TAIL = 'uint256 amountIn, uint256 amountOutMinimum, uint160 sqrtPriceLimitX96) params) payable'
const HEAD = 'function exactInputSingle((address tokenIn, address tokenOut, uint24 fee, address recipient,'

const routers = {
  SwapRouter: [`${HEAD} uint256 deadline, ${TAIL}`],
  SwapRouter02: [`${HEAD} ${TAIL}`],
} as const

export interface UniswapV3Options {
  readonly router: Address
  /** Which of the two routers stands there: they have different arguments. */
  readonly kind: keyof typeof routers
  readonly account: Address
  readonly tokenIn: Address
  readonly tokensOut: readonly Address[]
  /** The pools, by their fees in hundredths of a basis point, such as 500n; any if omitted. */
  readonly fees?: readonly bigint[]
  /** What the swaps take of `tokenIn`. */
  readonly budget: Budget
  /** The least that each swap must bring, in units of the token that comes out; any if omitted. */
  readonly leastOut?: bigint
}

/**
 * `exactInputSingle` with the account as recipient. The router must have been approved; see {@link allowErc20}.
 *
 * @throws FieldNotValid · RuleNotPossible.
 *
 * @example
 * ```ts
 * const pair = { tokenIn: SOCIO3, tokensOut: [PAYMASTER], budget: { max: 100n } }
 * const swaps = allowUniswapV3({ router: MODULE, kind: 'SwapRouter02', account: ACCOUNT, ...pair })
 * swaps.permissions[0].maxValue // => 0n
 * ```
 */
export function allowUniswapV3(options: UniswapV3Options): Template {
  const { router, kind, account, tokenIn, tokensOut, fees, budget, leastOut } = options
  const params = {
    tokenIn: equals(tokenIn),
    tokenOut: oneOf(...tokensOut),
    recipient: equals(account),
    amountIn: spend(budget),
    ...(fees === undefined ? {} : { fee: oneOf(...fees) }),
    ...(leastOut === undefined ? {} : { amountOutMinimum: atLeast(leastOut) }),
  }
  return {
    permissions: [allow({ address: router, abi: routers[kind] }, 'exactInputSingle', { params })],
    bounds: [
      `Swaps take ${budget.max} units of ${tokenIn} at most${RENEWED}, and no native token.`,
      `What comes out is ${tokensOut.join(', ')}, and the account receives it.`,
      ...(leastOut === undefined ? [] : [`Each swap brings ${leastOut} units at least, or does nothing.`]),
    ],
    cannot: [
      'amountOutMinimum cannot be compared with the price, nor with amountIn: a thief can swap at any price and take the difference, so the whole budget counts as lost.',
      'Whether a pool with this fee is deep, or exists, is not seen.',
      'A swap that the router refuses uses the budget all the same.',
    ],
  }
}
