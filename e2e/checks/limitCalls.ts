// Calls of the contracts that a session with every kind of limit names.
import { toAddress, toHex, type Call } from '../../src'
import type { Scene } from './Scene'

/** Who may get tokens. */
export const FRIEND = toAddress('0x00000000000000000000000000000000000F41e4')

/** Calls of the session's contracts. */
export async function callsOf({ socio3, token }: Scene) {
  const [onSocio3, onToken] = [toAddress(await socio3.getAddress()), toAddress(await token.getAddress())]
  const call = (to: Call['to'], data: string, value = 0n): Call => ({ to, value, data: toHex(data) })
  return {
    upvote: (post: number) => call(onSocio3, socio3.interface.encodeFunctionData('upvotePost', [post])),
    tip: (value: bigint) => call(onSocio3, socio3.interface.encodeFunctionData('tip', [0]), value),
    comment: call(onSocio3, socio3.interface.encodeFunctionData('createPost', ['Not asked for'])),
    transfer: (to: string, amount: bigint) =>
      call(onToken, token.interface.encodeFunctionData('transfer', [to, amount])),
    approve: call(onToken, token.interface.encodeFunctionData('approve', [FRIEND, 1n])),
  }
}
