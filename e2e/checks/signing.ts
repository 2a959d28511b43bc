// Who signs: a key, and a whole signature field.
import type { Hex, PackedUserOperation } from '../../src'

/** Signs 32 bytes. */
export type Sign = (digest: Hex) => Hex

/** Signs an op anew, all of its signature field. */
export type Resign = (userOp: PackedUserOperation, userOpHash: Hex) => Promise<Hex>
