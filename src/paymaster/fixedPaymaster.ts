// A paymaster that needs to be asked nothing.
import { checkAddress } from '../session/fields'
import type { Paymaster, PaymasterPart } from './Paymaster'

/**
 * Pays for every op with the same data, as sponsors on development chains and those that know their accounts on chain do.
 *
 * @param part paymasterData is empty if omitted.
 * @throws FieldNotValid: no address.
 *
 * @example
 * ```ts
 * const sponsor = fixedPaymaster({ paymaster: PAYMASTER })
 * const { paymasterData, isFinal } = await sponsor.stub({ userOp, entryPoint: op.entryPoint, chainId: 1n })
 * paymasterData // => '0x'
 * isFinal // => true
 * ```
 */
export function fixedPaymaster(
  part: Omit<PaymasterPart, 'paymasterData'> & Partial<Pick<PaymasterPart, 'paymasterData'>>,
): Paymaster {
  const whole: PaymasterPart = { paymasterData: '0x', ...part }
  return {
    address: checkAddress('paymaster', part.paymaster),
    stub: () => Promise.resolve({ ...whole, isFinal: true }),
    part: () => Promise.resolve(whole),
  }
}
