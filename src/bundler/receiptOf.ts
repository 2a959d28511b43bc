// What became of an op, as a bundler tells it over JSON-RPC.
import { isHexString } from 'ethers'

import { entryPointInterface, type Hex } from '../contracts'
import { decodeRevert, LatchkeyError, type DecodedRevert } from '../errors'
import { answerOf, bytes, quantity, type Answer } from '../rpc/answer'
import { checkAddress } from '../session/fields'
import type { OpReceipt } from './Bundler'

/**
 * Reads the answer to `eth_getUserOperationReceipt`.
 *
 * @throws AnswerNotValid: something is missing, or it is about another op.
 *
 * @example
 * ```ts
 * const fields = { nonce: '0x1', success: true, sender: ACCOUNT, actualGasUsed: '0x2', actualGasCost: '0x3' }
 * const receipt = { transactionHash: ONE_WORD, blockNumber: '0x4' }
 * const answer = { method: 'eth_getUserOperationReceipt', fields: { ...fields, userOpHash: ONE_WORD, receipt } }
 * receiptOf(answer, ONE_WORD).blockNumber // => 4
 * ```
 */
export function receiptOf(answer: Answer, userOpHash: Hex): OpReceipt {
  const { success, sender, receipt } = answer.fields
  const answered = bytes(answer, 'userOpHash', 32)
  if (answered.toLowerCase() !== userOpHash.toLowerCase())
    throw new LatchkeyError('UserOpHashMismatch', { computed: userOpHash, answered })
  if (typeof success !== 'boolean')
    throw new LatchkeyError('AnswerNotValid', { method: answer.method, reason: 'success is not true or false' })
  const mined = answerOf(answer.method, receipt)
  return {
    userOpHash,
    sender: checkAddress('sender', String(sender)),
    nonce: quantity(answer, 'nonce'),
    success,
    actualGasUsed: quantity(answer, 'actualGasUsed'),
    actualGasCost: quantity(answer, 'actualGasCost'),
    revertReason: success ? undefined : reasonOf(answer, mined, userOpHash),
    transactionHash: bytes(mined, 'transactionHash', 32),
    blockNumber: Number(quantity(mined, 'blockNumber')),
  }
}

// The EntryPoint's event says why; not every bundler fills in `reason`.
function reasonOf({ fields }: Answer, mined: Answer, userOpHash: Hex): DecodedRevert | undefined {
  for (const log of [...listOf(fields['logs']), ...listOf(mined.fields['logs'])]) {
    const event = eventOf(log)
    if (event?.name === 'UserOperationRevertReason' && event.args['userOpHash'] === userOpHash.toLowerCase())
      return decodeRevert(event.args['revertReason'])
  }
  const { reason } = fields
  return isHexString(reason, true) ? decodeRevert(reason) : undefined
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function eventOf(log: unknown): ReturnType<typeof entryPointInterface.parseLog> {
  const { topics, data } = (log ?? {}) as { topics?: unknown; data?: unknown }
  const isLog = Array.isArray(topics) && topics.every((topic) => isHexString(topic, 32)) && isHexString(data, true)
  return isLog ? entryPointInterface.parseLog({ topics: topics, data }) : null
}
