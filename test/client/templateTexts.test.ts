// What templates tell an owner must hold for every session that they can stand in.
import { expect } from 'chai'

import {
  allowAaveV3,
  allowErc1155,
  allowErc20,
  allowErc4626,
  allowPermit2,
  allowUniswapV3,
  allowWeth,
  type Template,
} from '../../src'
import { ACCOUNT, MODULE, PAYMASTER, SOCIO3 } from './builders'

const [token, account, budget] = [SOCIO3, ACCOUNT, { max: 123_456n }]
const recipients = [PAYMASTER]

/** Each with every budget that it takes, and how many these are. */
const templates: readonly (readonly [string, Template, number])[] = [
  ['allowErc20', allowErc20({ token, account, budget, recipients, spenders: recipients }), 1],
  ['allowErc1155', allowErc1155({ token, account, budget, recipients, ids: [7n] }), 1],
  ['allowPermit2', allowPermit2({ permit2: MODULE, token, account, budget, recipients }), 1],
  [
    'allowUniswapV3',
    allowUniswapV3({ router: MODULE, kind: 'SwapRouter02', account, tokenIn: token, tokensOut: recipients, budget }),
    1,
  ],
  [
    'allowAaveV3',
    allowAaveV3({
      pool: MODULE,
      account,
      asset: token,
      supply: budget,
      withdraw: budget,
      borrow: budget,
      repay: budget,
    }),
    4,
  ],
  ['allowErc4626', allowErc4626({ vault: MODULE, account, deposit: budget, withdraw: budget }), 2],
  ['allowWeth', allowWeth({ weth: token, withdraw: budget }), 1],
]

describe('the bounds of a template', () => {
  for (const [name, { bounds }, count] of templates)
    it(`say of each budget that a period has it anew: ${name}`, () => {
      const sums = bounds.filter((sentence) => sentence.includes('123456'))
      expect(sums).to.have.length(count)
      for (const sentence of sums)
        expect(sentence).to.contain(' at most').and.contain('in each period if the session has one')
    })
})
