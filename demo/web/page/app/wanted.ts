// What this app asks for: the one prompt.
import { parseEther } from 'ethers'
import { allow, type EnsureRequest } from 'latchkey'

import type { Here } from '../place'

export const wanted = ({ contract }: Here, expires: '1h' | '90s' = '1h'): EnsureRequest => ({
  allow: [allow(contract, 'upvotePost'), allow(contract, 'tip', { maxValue: parseEther('0.001') })],
  expires,
  fees: { max: parseEther('0.1') },
  calls: 300,
  value: parseEther('0.01'),
})
