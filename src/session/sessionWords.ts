// The words that a session id is the hash of.
import { keccak256, toBeHex, zeroPadValue } from 'ethers'

import type { Hex } from '../contracts'
import type { Session } from './Session'

/**
 * validAfter 48 | validUntil 48 | paymaster 160.
 *
 * @example
 * ```ts
 * windowWord({ validAfter: 1, validUntil: 2, paymaster: ZeroAddress }) // => '0x000000000001000000000002' + '00'.repeat(20)
 * ```
 */
export const windowWord = (session: Pick<Session, 'validAfter' | 'validUntil' | 'paymaster'>): Hex =>
  word((BigInt(session.validAfter) << 208n) | (BigInt(session.validUntil) << 160n) | BigInt(session.paymaster))

/**
 * maxFee 80 | maxValue 80 | maxCalls 32 | period 32 | zero 32.
 *
 * @example
 * ```ts
 * limitsWord({ maxFee: 1n, maxValue: 2n, maxCalls: 3, period: 4 }).slice(0, 22) // => '0x00000000000000000001'
 * ```
 */
export const limitsWord = (session: Pick<Session, 'maxFee' | 'maxValue' | 'maxCalls' | 'period'>): Hex =>
  word(
    (session.maxFee << 176n) |
      (session.maxValue << 96n) |
      (BigInt(session.maxCalls) << 64n) |
      (BigInt(session.period) << 32n),
  )

/**
 * The signer's address, left-padded (kind 0); kind 8 | first 31 bytes of keccak256(signer) (kinds 1 and 2). Indexed in
 * SessionGranted.
 *
 * @example
 * ```ts
 * signerWord({ signerKind: 0, signer: SOCIO3 }) // => zeroPadValue(SOCIO3, 32)
 * ```
 */
export const signerWord = ({ signerKind, signer }: Pick<Session, 'signerKind' | 'signer'>): Hex =>
  (signerKind === 0
    ? zeroPadValue(signer, 32)
    : word((BigInt(signerKind) << 248n) | (BigInt(keccak256(signer)) >> 8n))
  ).toLowerCase() as Hex

const word = (value: bigint): Hex => toBeHex(value, 32) as Hex
